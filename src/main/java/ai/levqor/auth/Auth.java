package ai.levqor.auth;

import static ai.levqor.bus.Code.CONFLICT;
import static ai.levqor.bus.Code.NOT_FOUND;
import static ai.levqor.bus.Code.RATE_LIMITED;
import static ai.levqor.bus.Code.UNAUTHORIZED;
import static ai.levqor.bus.Operation.command;
import static ai.levqor.bus.Operation.query;

import ai.levqor.bus.Operation;
import java.util.List;

/** The operations of accounts, sign-in and sessions. */
public final class Auth {
    /** What the ids of callers begin with who are signed in. */
    public static final String ACCOUNT = "account:";

    /**
     * Sends a link and a code, if the address may have an account. Everybody may ask, since who asks cannot have proved
     * anything yet; the answer is the same for every address, and limits bound it.
     */
    public static final Operation MAGIC_LINK = command("auth.magic_link", "Ask for a sign-in link by mail")
            .post("/api/v1/auth/magic-link")
            .request("auth/magic-link")
            .reply(202, "ok")
            .fails(RATE_LIMITED);

    /** Signs in by the code of a mail. Everybody may: the code is the proof. */
    public static final Operation CODE = command("auth.code", "Sign in by the code of a mail")
            .post("/api/v1/auth/code")
            .request("auth/code")
            .reply(200, "auth/session")
            .answersSecret()
            .fails(UNAUTHORIZED);

    /** Who is signed in. */
    public static final Operation SESSION = query("auth.session", "Get who is signed in")
            .get("/api/v1/auth/session")
            .request("auth/none")
            .reply(200, "auth/session")
            .fails(UNAUTHORIZED);

    /**
     * Binds the caller's session to a key of their browser, soon after it began. From then on each of its requests needs
     * a proof by that key, and the cookie alone is worth nothing.
     */
    public static final Operation BIND_SESSION = command("auth.bind_session", "Bind your session to your browser's key")
            .put("/api/v1/auth/session/key")
            .request("auth/session-key")
            .reply(200, "ok")
            .fails(UNAUTHORIZED, CONFLICT);

    /** Ends a session. Only who is signed in by it can: its token is the proof. */
    public static final Operation SIGN_OUT = command("auth.sign_out", "Sign out")
            .post("/api/v1/auth/sign-out")
            .request("auth/sign-out")
            .reply(200, "ok")
            .fails(UNAUTHORIZED);

    /** Ends all sessions of whoever is signed in, and of nobody else. */
    public static final Operation SIGN_OUT_EVERYWHERE = command("auth.sign_out_everywhere", "Sign out everywhere")
            .post("/api/v1/auth/sign-out-everywhere")
            .request("auth/none")
            .reply(200, "ok")
            .fails(UNAUTHORIZED);

    /** Where the caller is signed in. */
    public static final Operation SESSIONS = query("auth.sessions", "List where you are signed in")
            .get("/api/v1/auth/sessions")
            .request("auth/none")
            .reply(200, "auth/sessions")
            .fails(UNAUTHORIZED);

    /** Ends one session of the caller's own. */
    public static final Operation END_SESSION = command("auth.end_session", "End one of your sessions")
            .delete("/api/v1/auth/sessions/{session_id}")
            .request("auth/session-id")
            .reply(200, "ok")
            .fails(UNAUTHORIZED, NOT_FOUND);

    /** The accounts, newest first. */
    public static final Operation ACCOUNTS = query("auth.accounts", "List accounts, newest first")
            .get("/api/v1/accounts")
            .request("auth/accounts-list")
            .reply(200, "auth/accounts")
            .requires("auth:admin")
            .fails();

    /** Makes an account and tells its owner by mail. */
    public static final Operation INVITE = command("auth.invite", "Make an account for an e-mail address")
            .post("/api/v1/accounts")
            .request("auth/invite")
            .reply(201, "auth/account")
            .requires("auth:admin")
            .fails(CONFLICT);

    /** One account. */
    public static final Operation GET = query("auth.account", "Get an account")
            .get("/api/v1/accounts/{account_id}")
            .request("auth/account-id")
            .reply(200, "auth/account")
            .requires("auth:admin")
            .fails(NOT_FOUND);

    /** Changes what an account may do. The last admin stays one. */
    public static final Operation CHANGE_ROLE = command("auth.change_role", "Change the role of an account")
            .put("/api/v1/accounts/{account_id}/role")
            .request("auth/role")
            .reply(200, "auth/account")
            .requires("auth:admin")
            .fails(NOT_FOUND, CONFLICT);

    /** Ends an account's sessions and lets it sign in no more. Not the last admin's. */
    public static final Operation DISABLE = command("auth.disable", "Disable an account")
            .post("/api/v1/accounts/{account_id}/disable")
            .request("auth/account-id")
            .reply(200, "auth/account")
            .requires("auth:admin")
            .fails(NOT_FOUND, CONFLICT);

    /** Lets a disabled account sign in again. */
    public static final Operation ENABLE = command("auth.enable", "Enable a disabled account")
            .post("/api/v1/accounts/{account_id}/enable")
            .request("auth/account-id")
            .reply(200, "auth/account")
            .requires("auth:admin")
            .fails(NOT_FOUND);

    /** Deletes an account with its sessions and links. Not the last admin's. */
    public static final Operation DELETE = command("auth.delete", "Delete an account")
            .delete("/api/v1/accounts/{account_id}")
            .request("auth/account-id")
            .reply(200, "ok")
            .requires("auth:admin")
            .fails(NOT_FOUND, CONFLICT);

    /** Signs in by the link of a mail. For the edge, which has the page of the link: it has no route. */
    public static final Operation LINK = command("auth.link", "Sign in by the link of a mail")
            .request("auth/link")
            .reply(200, "auth/session")
            .requires("*")
            .answersSecret()
            .fails(UNAUTHORIZED);

    /** Who has the session of a hash. For the nodes of the service themselves: it has no route. */
    public static final Operation RESOLVE = query("auth.resolve", "Tell who has a session")
            .request("auth/hash")
            .reply(200, "auth/resolved")
            .requires("*")
            .fails();

    /** What the account of a caller's id may do now. For the nodes of the service themselves: it has no route. */
    public static final Operation POWER = query("auth.power", "Tell what an account may do")
            .request("auth/account-id")
            .reply(200, "auth/power")
            .requires("*")
            .fails();

    /** Makes an account an admin and a link for it. For the command line and the start: it has no route. */
    public static final Operation CREATE_ADMIN = command("auth.create_admin", "Make an admin and a sign-in link")
            .request("auth/admin")
            .reply(200, "auth/admin-link")
            .requires("*")
            .answersSecret()
            .fails();

    /** Whether an admin has ever signed in. For the start of a server: it has no route. */
    public static final Operation HAS_ADMIN = query("auth.has_admin", "Tell whether an admin has signed in")
            .request("auth/none")
            .reply(200, "auth/has-admin")
            .requires("*")
            .fails();

    /** Published when a session ended or an account changed: what is remembered of sessions no longer counts. */
    public static final String CHANGED = "auth.changed";

    /** All that clients may call, for the routes and the documents. */
    public static final List<Operation> OPERATIONS = List.of(
            MAGIC_LINK,
            CODE,
            SESSION,
            BIND_SESSION,
            SIGN_OUT,
            SIGN_OUT_EVERYWHERE,
            SESSIONS,
            END_SESSION,
            ACCOUNTS,
            INVITE,
            GET,
            CHANGE_ROLE,
            DISABLE,
            ENABLE,
            DELETE);

    private Auth() {}
}
