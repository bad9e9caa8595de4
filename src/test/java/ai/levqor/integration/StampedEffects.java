package ai.levqor.integration;

import ai.levqor.sql.DatabaseUrl;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What jobs of the workflow {@code fetch} do: each call leaves a row with when it began and ended, by the database's
 * clock. No call ends before the test lets it.
 */
final class StampedEffects implements AutoCloseable {
    private final Connection database;
    private final HttpServer server;
    private final CountDownLatch held = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();

    StampedEffects(DatabaseUrl url) throws SQLException, IOException {
        database = url.dataSource().getConnection();
        try (var statement = database.createStatement()) {
            statement.execute("""
                    create schema test;
                    create table test.effects (id serial primary key, name text not null,
                        began timestamptz not null default clock_timestamp(), ended timestamptz)""");
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            int id = begin(exchange.getRequestURI().getPath().substring(1));
            begun.incrementAndGet();
            held.await();
            end(id);
            exchange.sendResponseHeaders(204, -1);
        } catch (InterruptedException | SQLException e) {
            throw new IOException(e);
        }
    }

    private synchronized int begin(String name) throws SQLException {
        return number("insert into test.effects (name) values (?) returning id", name);
    }

    private synchronized void end(int id) throws SQLException {
        try (PreparedStatement statement =
                database.prepareStatement("update test.effects set ended = clock_timestamp() where id = ?")) {
            statement.setInt(1, id);
            statement.executeUpdate();
        }
    }

    /** The payload of a job that has the effect {@code name}. */
    JsonObject payload(String name) {
        return new JsonObject()
                .put("url", "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name);
    }

    /** How many began. */
    int begun() {
        return begun.get();
    }

    /** From now on effects end. */
    void release() {
        held.countDown();
    }

    /** Pairs of effects of the same name of which one began before the other had ended. */
    synchronized int twiceAtOnce() throws SQLException {
        return number("""
                select count(*)::int from test.effects a join test.effects b on a.name = b.name and a.id < b.id
                where b.began < coalesce(a.ended, 'infinity') and a.began < coalesce(b.ended, 'infinity')""");
    }

    /** How many effects came to their end. */
    synchronized int all() throws SQLException {
        return number("select count(*)::int from test.effects where ended is not null");
    }

    /** The most that were under way together of those whose names begin so. */
    synchronized int mostAtOnce(String prefix) throws SQLException {
        return number("""
                select max(n)::int from (
                    select count(*) as n from test.effects a
                    join test.effects b on b.began <= a.began and b.ended > a.began
                    where a.name like ? || '%' and b.name like ? || '%' group by a.id) together""", prefix, prefix);
    }

    private int number(String sql, String... values) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        held.countDown();
        server.stop(0);
        database.close();
    }
}
