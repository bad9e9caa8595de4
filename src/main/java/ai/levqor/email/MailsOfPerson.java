package ai.levqor.email;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Failure;
import ai.levqor.bus.Reply;
import ai.levqor.people.EmailAddress;
import ai.levqor.people.Person;
import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Session;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Tells and forgets the mails to and of one person. A mail that the person sent, or that went to nobody else, is forgotten
 * whole, whether it was sent or not; in one that went to others too, the person's address is struck out. Both look at
 * every mail that is kept: they are rare, and an index of recipients would cost every mail.
 */
final class MailsOfPerson {
    private static final List<String> MEMBERS = List.of("to", "cc", "bcc", "reply_to");

    private static final Sql SEARCH = Sql.of("""
            select e.id, e.owner, e.state, e.sender, e.recipients, e.subject, e.created_at, e.sensitive, c.plain, c.html
            from emails e left join email_contents c on c.email_id = e.id
            where lower(e.recipients) like #{pattern} escape '!'
                or e.owner in (select caller.id from ${rows caller(id text)})
            order by e.id
            """);

    private static final Sql USAGE = Sql.of("""
            select period, started_at, used from email_usage
            where owner in (select caller.id from ${rows caller(id text)}) order by period, started_at
            """);

    private static final Sql DELETE_USAGE =
            Sql.of("delete from email_usage where owner in (select caller.id from ${rows caller(id text)})");

    private static final Sql DELETE = Sql.of("delete from emails where id = #{id}");

    private static final Sql DELETE_CONTENT = Sql.of("delete from email_contents where email_id = #{id}");

    private static final Sql DELETE_ATTEMPTS = Sql.of("delete from email_attempts where email_id = #{id}");

    private static final Sql STRIKE = Sql.of("update emails set recipients = #{recipients} where id = #{id}");

    private final Database database;

    MailsOfPerson(Database database) {
        this.database = database;
    }

    /** A mail, and its recipients without the person. */
    private record Mail(Row row, JsonObject others, boolean own) {
        boolean goesWhole() {
            return own || others.getJsonArray("to").isEmpty();
        }
    }

    /** The mails, those to the person without who got them as well, and the counts of those that the person sent. */
    Reply export(Person person) {
        var data = new JsonArray();
        for (Mail mail : find(person)) {
            Row row = mail.row();
            boolean hidden = row.getInteger("sensitive") != 0;
            data.add(new JsonObject()
                    .put("id", row.getUUID("id").toString())
                    .put("status", row.getString("state"))
                    .put("from", row.getString("sender"))
                    .put("to", mail.own() ? new JsonObject(row.getString("recipients")) : person.email())
                    .put("subject", row.getString("subject"))
                    .put("text", hidden ? null : row.getString("plain"))
                    .put("html", hidden ? null : row.getString("html"))
                    .put("created_at", row.getLong("created_at") / 1000));
        }
        await(database.query(USAGE, callers(person)))
                .forEach(row -> data.add(new JsonObject()
                        .put("period", row.getString("period"))
                        .put("started_at", row.getLong("started_at") / 1000)
                        .put("mails", row.getInteger("used"))));
        return () -> new JsonObject().put("data", data);
    }

    Reply forget(Person person) {
        List<Mail> mails = find(person);
        await(database.transaction(session -> {
            Future<?> done = session.run(DELETE_USAGE, callers(person));
            for (Mail mail : mails) {
                done = done.compose(none -> forget(session, mail));
            }
            return done;
        }));
        return () -> new JsonObject().put("forgotten", mails.size());
    }

    private static Future<?> forget(Session session, Mail mail) {
        UUID id = mail.row().getUUID("id");
        if (!mail.goesWhole()) {
            return session.run(
                    STRIKE, Params.of("id", id).and("recipients", mail.others().encode()));
        }
        return session.run(DELETE_CONTENT, Params.of("id", id))
                .compose(none -> session.run(DELETE_ATTEMPTS, Params.of("id", id)))
                .compose(none -> session.run(DELETE, Params.of("id", id)));
    }

    private List<Mail> find(Person person) {
        String pattern = "%" + person.email().replaceAll("[!%_]", "!$0") + "%";
        List<Mail> mails = new ArrayList<>();
        await(database.query(SEARCH, callers(person).and("pattern", pattern))).forEach(row -> {
            var recipients = new JsonObject(row.getString("recipients"));
            JsonObject others = without(recipients, person.email());
            boolean own = person.callers().contains(row.getString("owner"));
            if (own || !others.equals(recipients)) {
                mails.add(new Mail(row, others, own));
            }
        });
        return mails;
    }

    private static Params callers(Person person) {
        var callers = new Rows();
        person.callers().forEach(callers::add);
        return Params.of("caller", callers);
    }

    private static JsonObject without(JsonObject recipients, String email) {
        var others = new JsonObject();
        for (String member : MEMBERS) {
            others.put(
                    member,
                    new JsonArray(recipients.getJsonArray(member, new JsonArray()).stream()
                            .filter(text -> !same(text.toString(), email))
                            .toList()));
        }
        if (others.getJsonArray("to").isEmpty()) { // a mail is to somebody
            others.put("to", others.getJsonArray("cc")).put("cc", new JsonArray());
        }
        return others;
    }

    private static boolean same(String text, String email) {
        try {
            String address = Address.parse("to", text).address();
            return EmailAddress.parse("to", address).text().equals(email);
        } catch (Failure noPerson) { // such as root@localhost, which no user can have
            return false;
        }
    }
}
