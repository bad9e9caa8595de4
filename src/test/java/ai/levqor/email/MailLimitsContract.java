package ai.levqor.email;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import ai.levqor.TestKernel;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many mails a plan may send, exact over all nodes, the same on both databases. */
abstract class MailLimitsContract extends EmailCase {
    private static final String MINUTE = "LEVQOR_MAIL_LIMITS_FREE_MINUTE";

    @Test
    void aPlanHasItsLimitsAMinuteAndAMonth() throws Exception {
        start("LEVQOR_MAIL_LIMITS_FREE_MONTH", "7");
        for (int i = 0; i < 5; i++) {
            callAs(FREE, Email.SEND, mail());
        }

        Failure minute = refused(FREE, Email.SEND, mail());

        assertEquals(Code.RATE_LIMITED, minute.code());
        assertEquals("The plan free allows 5 mails a minute.", minute.getMessage());
        assertEquals("mails_per_minute", minute.details().getString("limit"));
        assertEquals(50, minute.details().getLong("retry_after"));
        assertEquals(5, used(FREE, "month"), "a refused mail does not count");
        assertEquals("queued", callAs(ENTERPRISE, Email.SEND, mail()).getString("status"), "others are not held up");

        clock.advance(Duration.ofSeconds(50));
        callAs(FREE, Email.SEND, mail());
        callAs(FREE, Email.SEND, mail());
        Failure month = refused(FREE, Email.SEND, mail());
        assertEquals("mails_per_month", month.details().getString("limit"));
        assertEquals(9 * 86_400 + 13 * 3_600 + 59 * 60, month.details().getLong("retry_after"));

        clock.advance(Duration.ofDays(10));
        callAs(FREE, Email.SEND, mail());
        assertEquals(1, used(FREE, "month"));
    }

    @Test
    void limitsAreExactOverNodes() throws Exception {
        start(MINUTE, "20", "LEVQOR_MAIL_LIMITS_FREE_MONTH", "1000");
        TestKernel second = start(MINUTE, "20", "LEVQOR_MAIL_LIMITS_FREE_MONTH", "1000");
        var calls = IntStream.range(0, 60)
                .mapToObj(i -> (i % 2 == 0 ? node() : second).kernel().bus().call(Email.SEND, mail(), FREE))
                .toList();

        Future.join(calls).otherwiseEmpty().await();

        assertEquals(20, calls.stream().filter(Future::succeeded).count());
        calls.stream()
                .filter(Future::failed)
                .forEach(call -> assertEquals(Code.RATE_LIMITED, ((Failure) call.cause()).code()));
        assertEquals(20, used(FREE, "minute"));
        assertEquals(20, used(FREE, "month"));
        assertEquals(
                20,
                callAs(FREE, Email.LIST, new JsonObject())
                        .getJsonArray("emails")
                        .size());
    }

    @Test
    void usageTellsWhatIsLeft() throws Exception {
        start();
        callAs(FREE, Email.SEND, mail());
        JsonObject usage = callAs(FREE, Email.USAGE, new JsonObject());
        assertEquals("free", usage.getString("plan"));
        assertEquals(
                new JsonObject()
                        .put("used", 1)
                        .put("limit", 500)
                        .put("remaining", 499)
                        .put("resets_at", Instant.parse("2026-12-01T00:00:00Z").getEpochSecond()),
                usage.getJsonObject("emails").getJsonObject("month"));
        assertEquals(4, usage.getJsonObject("emails").getJsonObject("minute").getInteger("remaining"));

        JsonObject enterprise =
                callAs(ENTERPRISE, Email.USAGE, new JsonObject()).getJsonObject("emails");
        assertNull(enterprise.getJsonObject("month").getValue("limit"));
        assertEquals(100, enterprise.getJsonObject("minute").getInteger("limit"));
        assertNull(call(Email.USAGE, new JsonObject()).getString("plan"));
    }

    @Test
    void theServiceItselfHasNoLimit() throws Exception {
        start(MINUTE, "1");
        for (int i = 0; i < 3; i++) {
            send(mail());
        }
        assertEquals(
                3, call(Email.LIST, new JsonObject()).getJsonArray("emails").size());
    }
}
