package ai.levqor.contract;

import java.util.List;

/** The routes that the HTTP server answers itself, without an operation, as far as clients rely on them. */
public final class PlainRoutes {
    /** What the service is. */
    public static final PlainRoute ABOUT = new PlainRoute(
            "service.about",
            "/",
            "Get the service's name and version",
            "A browser, which accepts text/html, gets the landing page instead.",
            "service/about");

    /** Whether the process answers. */
    public static final PlainRoute HEALTH = new PlainRoute(
            "service.health",
            "/health",
            "Check that the service answers",
            "Answers as long as the process can; it asks neither the database nor the actors.",
            "service/health");

    /** The same with version and environment. */
    public static final PlainRoute HEALTHY = new PlainRoute(
            "service.healthy",
            "/api/v1/health",
            "Check that the service answers, with its version",
            "Answers as long as the process can; /api/v1/health/detailed asks its parts.",
            "service/healthy");

    /** The contract, at its three addresses. */
    public static final List<PlainRoute> CONTRACT = List.of(
            contract("service.contract", "/public/openapi.json"),
            contract("service.contract_short", "/openapi.json"),
            contract("service.contract_api", "/api/openapi"));

    private PlainRoutes() {}

    /** All of them. */
    public static List<PlainRoute> all() {
        return List.of(ABOUT, HEALTH, HEALTHY, CONTRACT.get(0), CONTRACT.get(1), CONTRACT.get(2));
    }

    private static PlainRoute contract(String name, String path) {
        return new PlainRoute(
                name,
                path,
                "Get this document",
                "The contract as OpenAPI 3.1, made from the operations that the service really has.",
                "service/contract");
    }

    /**
     * A route that everybody may GET.
     *
     * @param name the operation id
     * @param reply the answer's schema
     */
    public record PlainRoute(String name, String path, String summary, String description, String reply) {}
}
