package ai.levqor.ops;

import static ai.levqor.bus.Operation.query;

import ai.levqor.bus.Operation;
import java.util.List;

/** The operations of operators and their tools. */
public final class Ops {
    /** The figures that everybody may see. */
    public static final Operation PUBLIC_METRICS = query("ops.public_metrics", "Get the service's public figures")
            .get("/public/metrics")
            .request("ops/none")
            .reply(200, "ops/public-metrics")
            .fails();

    /** How much of the time some node ran. */
    public static final Operation UPTIME = query("ops.uptime", "Get the uptime and its history")
            .get("/ops/uptime")
            .request("ops/none")
            .reply(200, "ops/uptime")
            .fails();

    /** The same of any span of time. For the nodes of the service: it has no route and is in no document. */
    public static final Operation UPTIME_OF = query("ops.uptime_of", "Get the uptime of a span of time")
            .request("ops/span")
            .reply(200, "ops/uptime-of")
            .requires("*")
            .fails();

    /** Whether the queue keeps up. */
    public static final Operation QUEUE_HEALTH = query(
                    "ops.queue_health", "Get the queue's depth, age, throughput, failures and workers")
            .get("/ops/queue_health")
            .request("ops/none")
            .reply(200, "ops/queue-health")
            .fails();

    /** How each part stands. */
    public static final Operation HEALTH = query("ops.health", "Check each part of the service")
            .get("/api/v1/health/detailed")
            .request("ops/none")
            .reply(200, "ops/health")
            .fails();

    /** Which nodes run, and what. */
    public static final Operation NODES = query("ops.nodes", "List the nodes and the verticles that they run")
            .get("/api/v1/nodes")
            .request("ops/none")
            .reply(200, "ops/nodes")
            .requires("ops:read")
            .fails();

    /** All of them, for the routes and the documents. */
    public static final List<Operation> OPERATIONS = List.of(PUBLIC_METRICS, UPTIME, QUEUE_HEALTH, HEALTH, NODES);

    private Ops() {}
}
