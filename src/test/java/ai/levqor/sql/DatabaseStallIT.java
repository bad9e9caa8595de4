package ai.levqor.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.levqor.Eventually;
import ai.levqor.TestKernel;
import ai.levqor.TestPostgres;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.config.DatabaseSettings;
import ai.levqor.config.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database that takes what it is sent and never answers, as a hung server or a broken path to it does. */
@SuppressWarnings("NullAway.Init") // set up before each test
class DatabaseStallIT {
    private static final Sql ONE = Sql.of("select 1 as one");

    private final Vertx vertx = Vertx.vertx();
    private final List<NetSocket> answers = new CopyOnWriteArrayList<>();
    private Database database;

    @BeforeEach
    void start() throws Exception {
        var server = (DatabaseUrl.Postgres) TestPostgres.fresh();
        NetServer proxy = TestKernel.get(vertx.createNetServer()
                .connectHandler(client -> {
                    client.pause();
                    vertx.createNetClient()
                            .connect(server.port(), server.host())
                            .onSuccess(upstream -> {
                                answers.add(upstream);
                                client.pipeTo(upstream);
                                upstream.pipeTo(client);
                            });
                })
                .listen(0, "127.0.0.1"));
        var url = new DatabaseUrl.Postgres(
                "127.0.0.1", proxy.actualPort(), server.database(), server.user(), server.password());
        DatabaseSettings settings = Settings.load(Map.of("LEVQOR_DATABASE_STATEMENT_TIMEOUT", "1s"))
                .section("database", DatabaseSettings.class);
        database = Databases.open(vertx, url, settings);
    }

    @AfterEach
    void close() throws Exception {
        TestKernel.get(vertx.close());
    }

    private int one() throws Exception {
        return TestKernel.get(database.query(ONE, Params.NONE))
                .iterator()
                .next()
                .getInteger("one");
    }

    @Test
    void isLeftAfterItsDeadlineAndFoundAgain() throws Exception {
        assertEquals(1, one());
        answers.forEach(NetSocket::pause);
        long asked = System.nanoTime();
        var failure = assertThrows(Failure.class, this::one);
        assertEquals(Code.UNAVAILABLE, failure.code());
        assertEquals(true, Duration.ofNanos(System.nanoTime() - asked).toSeconds() < 8);
        // The old connections stay as they are; new ones work.
        Eventually.await("it answers again", () -> one() == 1);
    }

    @Test
    void aTransactionThatHangsEndsAsWell() throws Exception {
        assertEquals(1, one());
        answers.forEach(NetSocket::pause);
        var failure = assertThrows(
                Failure.class, () -> TestKernel.get(database.transaction(session -> session.run(ONE, Params.NONE))));
        assertEquals(Code.UNAVAILABLE, failure.code());
        Eventually.await("it answers again", () -> one() == 1);
    }
}
