package ai.levqor.connectors;

import ai.levqor.expressions.Expression;
import ai.levqor.expressions.Template;
import org.jspecify.annotations.Nullable;

/**
 * One request of an action.
 *
 * @param name under which later steps see its answer, as a variable
 * @param path below the base URL, with parameters in braces; empty where {@code url} says all
 * @param url a whole URL, made of parameters or earlier answers
 * @param authorised whether it carries the credentials
 * @param mime a mail whose encoded form is {@code $mime}
 * @param when it is sent at all
 */
record Step(
        String name,
        Expression method,
        String path,
        @Nullable Expression url,
        boolean authorised,
        Template headers,
        Template query,
        @Nullable Template body,
        @Nullable Template mime,
        @Nullable Expression when,
        Encoding encoding,
        Reading reading) {

    /** How the body is written. */
    enum Encoding {
        JSON,
        FORM,
        MULTIPART,
        BASE64,
        AUTO
    }

    /** How the answer's body is read; {@code auto} is JSON where the answer says so, else text. */
    enum Reading {
        JSON,
        TEXT,
        AUTO
    }
}
