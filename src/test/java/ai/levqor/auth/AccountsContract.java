package ai.levqor.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.TestKernel;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Accounts, their roles and who may ask about them, the same on both databases. */
abstract class AccountsContract extends AuthCase {
    @Test
    void rolesHoldAtOnceAndOneAdminStays() throws Exception {
        String link = call(Auth.CREATE_ADMIN, new JsonObject().put("email", "Root@example.com"))
                .getString("link");
        assertFalse(call(Auth.HAS_ADMIN, new JsonObject()).getBoolean("has_admin"));
        JsonObject root = byLink(link.substring(link.indexOf('=') + 1));
        assertTrue(call(Auth.HAS_ADMIN, new JsonObject()).getBoolean("has_admin"));
        assertEquals(List.of("*"), resolve(root).getJsonArray("scopes").getList());

        for (var last : List.of(Auth.DISABLE, Auth.DELETE)) {
            assertEquals(Code.CONFLICT, failure(Caller.SYSTEM, last, id(root)).code());
        }
        assertEquals(
                Code.CONFLICT,
                failure(Caller.SYSTEM, Auth.CHANGE_ROLE, id(root).put("role", "editor"))
                        .code());

        JsonObject ann = signIn(ANN);
        call(Auth.CHANGE_ROLE, id(ann).put("role", "admin"));
        assertEquals(List.of("*"), resolve(ann).getJsonArray("scopes").getList());
        assertEquals(
                List.of("*"), call(Auth.POWER, id(ann)).getJsonArray("scopes").getList());

        var takes = List.of(
                node.kernel().bus().call(Auth.CHANGE_ROLE, id(root).put("role", "viewer"), Caller.SYSTEM),
                node.kernel().bus().call(Auth.DISABLE, id(ann), Caller.SYSTEM));
        int done = 0;
        for (var take : takes) {
            try {
                TestKernel.get(take);
                done++;
            } catch (Failure failure) {
                assertEquals(Code.CONFLICT, failure.code());
            }
        }
        assertEquals(1, done, "of two that would leave no admin one is refused");
    }

    @Test
    void whoIsDisabledIsOut() throws Exception {
        JsonObject ann = signIn(ANN);
        Mail waiting = mail(ANN);
        JsonObject disabled = call(Auth.DISABLE, id(ann));
        assertTrue(disabled.getBoolean("disabled"));
        assertFalse(resolve(ann).getBoolean("known"));
        assertEquals(0, call(Auth.POWER, id(ann)).getJsonArray("scopes").size());
        refused(Auth.LINK, link(waiting.token()));
        callAs(from("203.0.113.7"), Auth.MAGIC_LINK, ask(ANN));

        call(Auth.ENABLE, id(ann));
        assertFalse(resolve(ann).getBoolean("known"), "its sessions stay ended");
        assertEquals(accountId(ann), accountId(signIn(ANN)));
    }

    @Test
    void aDeletedAccountLeavesNothing() throws Exception {
        JsonObject ann = signIn(ANN);
        Mail waiting = mail(ANN);
        call(Auth.DELETE, id(ann));
        assertFalse(resolve(ann).getBoolean("known"));
        refused(Auth.LINK, link(waiting.token()));
        assertEquals(Code.NOT_FOUND, failure(Caller.SYSTEM, Auth.GET, id(ann)).code());
        for (String table : List.of("accounts", "sessions", "sign_in_links")) {
            assertEquals(
                    0,
                    TestKernel.get(node.kernel().database().query(Sql.of("select 1 from " + table), Params.NONE))
                            .size(),
                    table);
        }
    }

    @Test
    void adminsInviteAndList() throws Exception {
        JsonObject invited = call(
                Auth.INVITE, new JsonObject().put("email", "Ann@Example.com").put("role", "editor"));
        JsonObject mail = mails.take();
        assertEquals(ANN, mail.getString("to"));
        assertTrue(mail.getString("text").contains("https://levqor.example/sign-in.html"), mail::encode);
        assertEquals("editor", invited.getString("role"));
        assertNull(invited.getValue("last_sign_in_at"));
        assertEquals(
                Code.CONFLICT,
                failure(Caller.SYSTEM, Auth.INVITE, new JsonObject().put("email", "ANN@example.com"))
                        .code());
        call(Auth.INVITE, new JsonObject().put("email", "bob@example.com"));
        JsonObject page = call(Auth.ACCOUNTS, new JsonObject().put("limit", 1));
        assertEquals(
                "bob@example.com",
                page.getJsonArray("accounts").getJsonObject(0).getString("email"));
        page = call(Auth.ACCOUNTS, new JsonObject().put("cursor", page.getString("next_cursor")));
        assertEquals(ANN, page.getJsonArray("accounts").getJsonObject(0).getString("email"));
        var editor = new Caller("account:" + invited.getString("id"), Set.of("jobs:read"), "", "");
        for (var operation : Auth.OPERATIONS) {
            if ("auth:admin".equals(operation.scope())) {
                assertEquals(
                        Code.FORBIDDEN,
                        failure(editor, operation, new JsonObject()).code());
            }
        }
    }

    @Test
    void onlyTheServiceItselfAsksWhoseSessionsAre() {
        for (var operation : List.of(Auth.RESOLVE, Auth.POWER, Auth.LINK, Auth.CREATE_ADMIN, Auth.HAS_ADMIN)) {
            var weak = new Caller("test", Set.of("auth:*", "jobs:*"), "", "");
            assertEquals(
                    Code.FORBIDDEN,
                    failure(weak, operation, new JsonObject().put("hash", "0".repeat(64)))
                            .code(),
                    operation.name());
        }
    }
}
