package ai.levqor.bus;

import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Something that an actor does, declared once. The event-bus address, the HTTP route, the validation, the scope check,
 * the OpenAPI document and the event-bus reference are read off it.
 *
 * @param name the event-bus address, operation id and prefix of schema and scope: {@code actor.verb}
 * @param writes whether it changes something
 * @param summary one line for the documents
 * @param method the HTTP method
 * @param path the HTTP path; {@code {name}} is a path parameter that joins the input
 * @param request the input's schema: a file under {@code schemas/} without its ending
 * @param status the HTTP status of success
 * @param reply the answer's schema
 * @param scope what the caller must hold; null is everybody
 * @param developmentOnly whether production answers as if it did not exist
 * @param answersSecret whether its answer holds a secret and is never kept
 * @param signatureHeader the header that signs the body; then the input over HTTP is the body as it came, {@code body},
 *     and that header, {@code signature}; null where the body is the input
 * @param streams whether HTTP serves it as an endless stream of server-sent events (see {@link Draft#streams()})
 * @param openInDevelopment whether the development profile serves it to everybody
 * @param entity the member of the answer that is the thing itself, which its entity tag (RFC 9110, 8.8.3) is made of;
 *     empty for the whole answer, null where there is no tag and no precondition
 * @param otherwise the other status of success, where there are two
 * @param subject the members of the answer, or else of the input, that name what it acts on; empty where the path or an
 *     id in the answer does
 * @param failures what it can answer beside its reply
 */
public record Operation(
        String name,
        boolean writes,
        String summary,
        String method,
        String path,
        String request,
        int status,
        String reply,
        @Nullable String scope,
        boolean developmentOnly,
        boolean answersSecret,
        @Nullable String signatureHeader,
        boolean streams,
        boolean openInDevelopment,
        @Nullable String entity,
        @Nullable Otherwise otherwise,
        List<String> subject,
        Set<Code> failures) {
    private static final Pattern PARAMETER = Pattern.compile("\\{([a-z_]+)}");

    /** The status of answers that have a member of this name. */
    public record Otherwise(int status, String member) {}

    /** Whether {@code caller} may call it in this profile. */
    public boolean open(Caller caller, boolean development) {
        return caller.may(scope) || (development && openInDevelopment);
    }

    /** The HTTP status of this answer. */
    public int statusOf(JsonObject answer) {
        return otherwise != null && answer.containsKey(otherwise.member()) ? otherwise.status() : status;
    }

    /** Starts the declaration of an operation that changes something. */
    public static Draft command(String name, String summary) {
        return new Draft(name, true, summary);
    }

    /** Starts the declaration of an operation that only reads. */
    public static Draft query(String name, String summary) {
        return new Draft(name, false, summary);
    }

    /** The actor that serves it: the name up to its dot. */
    public String actor() {
        return name.substring(0, name.indexOf('.'));
    }

    /** The names of the path's parameters, in order. */
    public List<String> pathParameters() {
        return PARAMETER.matcher(path).results().map(match -> match.group(1)).toList();
    }

    /** A declaration in the making; {@link #fails} ends it, so that none forgets its failures. */
    public static final class Draft {
        private final String name;
        private final boolean writes;
        private final String summary;
        private String method = "";
        private String path = "";
        private String request = "";
        private int status;
        private String reply = "";
        private @Nullable String scope;
        private boolean developmentOnly;
        private boolean answersSecret;
        private @Nullable String signatureHeader;
        private boolean streams;
        private boolean openInDevelopment;
        private @Nullable String entity;
        private @Nullable Otherwise otherwise;
        private List<String> subject = List.of();

        private Draft(String name, boolean writes, String summary) {
            this.name = name;
            this.writes = writes;
            this.summary = summary;
        }

        /** Reachable by GET; the input is the path's and the query's parameters. */
        public Draft get(String at) {
            return at("GET", at);
        }

        /** Reachable by POST; the input is the path's parameters and the body. */
        public Draft post(String at) {
            return at("POST", at);
        }

        /** Reachable by PUT; the input is the path's parameters and the body. */
        public Draft put(String at) {
            return at("PUT", at);
        }

        /** Reachable by PATCH; the input is the path's parameters and the body. */
        public Draft patch(String at) {
            return at("PATCH", at);
        }

        /** Reachable by DELETE; the input is the path's and the query's parameters. */
        public Draft delete(String at) {
            return at("DELETE", at);
        }

        private Draft at(String by, String at) {
            method = by;
            path = at;
            return this;
        }

        /** The input's schema. */
        public Draft request(String schema) {
            request = schema;
            return this;
        }

        /** The status of success and the answer's schema. */
        public Draft reply(int success, String schema) {
            status = success;
            reply = schema;
            return this;
        }

        /** Another status of success, that of answers which have {@code member}. */
        public Draft or(int success, String member) {
            otherwise = new Otherwise(success, member);
            return this;
        }

        /**
         * The member of the answer that is the thing itself; empty for the whole answer. Its entity tag is the header
         * ETag. A read heeds If-Match and If-None-Match; a write gets If-Match as the input's {@code if_match} and has to
         * compare it, by {@link EntityTag#require}, in the transaction that changes the thing.
         */
        public Draft entity(String member) {
            entity = member;
            return this;
        }

        /**
         * What it acts on, for the audit trail: these members of the answer, or else of the input, as {@code name/1}. Said
         * where neither the path nor an id in the answer tells it. Ids and names only: the trail outlives what it names, so
         * no address of a person, and nothing secret (ADR 47).
         */
        public Draft subject(String... members) {
            subject = List.of(members);
            return this;
        }

        /** Everybody may call it in the development profile; elsewhere it needs the scope. */
        public Draft openInDevelopment() {
            openInDevelopment = true;
            return this;
        }

        /** The scope that a caller needs. */
        public Draft requires(String needed) {
            scope = needed;
            return this;
        }

        /** Served in the development profile only. */
        public Draft developmentOnly() {
            developmentOnly = true;
            return this;
        }

        /** Answers a secret, so that its answer is never kept: it takes no idempotency key. */
        public Draft answersSecret() {
            answersSecret = true;
            return this;
        }

        /** The body is not ours to read: its sender signs the bytes in {@code header}, and the operation checks that. */
        public Draft signedBy(String header) {
            signatureHeader = header;
            return this;
        }

        /**
         * Follows something. One call waits, up to the input's {@code wait_ms}, for what comes after the input's {@code
         * last_event_id}, and answers {@code {events: [{id, type, data}], cursor, ended}}. HTTP calls it again and again
         * and sends the events as {@code text/event-stream}; clients of the event bus do the same by themselves.
         */
        public Draft streams() {
            streams = true;
            return this;
        }

        /** The failures beside those that every operation of its kind has. */
        public Operation fails(Code... codes) {
            Set<Code> failures = EnumSet.of(
                    Code.INVALID_REQUEST, Code.INTERNAL_ERROR, Code.OVERLOADED, Code.UNAVAILABLE, Code.TIMED_OUT);
            failures.addAll(List.of(codes));
            if (scope != null) {
                failures.add(Code.FORBIDDEN);
            }
            if (entity != null) {
                failures.add(Code.PRECONDITION_FAILED);
            }
            if (!method.equals("GET") && !method.equals("DELETE")) {
                failures.add(Code.REQUEST_TIMEOUT);
                failures.add(Code.PAYLOAD_TOO_LARGE);
                failures.add(Code.UNSUPPORTED_MEDIA_TYPE);
            }
            if (writes) {
                // What its idempotency key can answer.
                failures.add(Code.CONFLICT);
                failures.add(Code.IDEMPOTENCY_MISMATCH);
            }
            return new Operation(
                    name,
                    writes,
                    summary,
                    method,
                    path,
                    request,
                    status,
                    reply,
                    scope,
                    developmentOnly,
                    answersSecret,
                    signatureHeader,
                    streams,
                    openInDevelopment,
                    entity,
                    otherwise,
                    subject,
                    failures);
        }
    }
}
