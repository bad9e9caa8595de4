package ai.levqor.audit;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Page;
import ai.levqor.bus.Reply;
import ai.levqor.bus.Request;
import ai.levqor.ledger.ChainedEntry;
import ai.levqor.ledger.LedgerRepository;
import ai.levqor.ledger.RowFilter;
import ai.levqor.ledger.Verification;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What may be asked about the audit trail. */
final class AuditService {
    private static final Duration WINDOW = Duration.ofHours(24);

    private final LedgerRepository ledger;
    private final InstantSource clock;

    AuditService(LedgerRepository ledger, InstantSource clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    static Listing filter(Request request) {
        JsonObject input = request.input();
        Page page = Page.of(request);
        return new Listing(
                page,
                new RowFilter(
                        before(page),
                        input.getString("caller"),
                        input.getString("operation"),
                        input.getString("outcome"),
                        input.getString("subject"),
                        millis(input.getNumber("from")),
                        millis(input.getNumber("to")),
                        page.fetch()));
    }

    private static long before(Page page) {
        try {
            return page.after().isEmpty() ? Long.MAX_VALUE : Long.parseLong(page.after());
        } catch (NumberFormatException e) {
            throw Page.invalidCursor();
        }
    }

    private static @Nullable Long millis(@Nullable Number seconds) {
        return seconds == null ? null : Math.round(seconds.doubleValue() * 1000);
    }

    Reply list(Listing listing) {
        List<ChainedEntry> found = await(ledger.list(listing.filter()));
        return listing.page().reply("entries", found, ChainedEntry::json, row -> Long.toString(row.seq()));
    }

    Reply verify(Request request) {
        Verification result = Verification.of(ledger);
        return result::json;
    }

    Reply coverage(Request request) {
        long now = clock.millis();
        JsonObject coverage = await(ledger.coverage(now - WINDOW.toMillis()))
                .json()
                .put("hours", WINDOW.toHours())
                .put("last_updated", now / 1000);
        return () -> coverage;
    }

    /** A page of the rows that a filter names. */
    record Listing(Page page, RowFilter filter) {}
}
