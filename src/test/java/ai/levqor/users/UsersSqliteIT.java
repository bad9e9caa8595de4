package ai.levqor.users;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.TestKernel;
import ai.levqor.sql.DatabaseUrl;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class UsersSqliteIT extends UsersContract {
    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }

    @Test
    void aSearchWalksIndexesOnly() throws Exception {
        Params params = Params.of("before", "z")
                .and("email", "a")
                .and("emailEnd", "b")
                .and("name", "a")
                .and("nameEnd", "b")
                .and("limit", 51);
        var plan = new StringBuilder();
        TestKernel.get(node().kernel().database().query(Sql.of("explain query plan " + UserRepository.SEARCH), params))
                .forEach(row -> plan.append(row.getString("detail")).append('\n'));
        assertTrue(plan.indexOf("users_email") >= 0 && plan.indexOf("users_name") >= 0, plan::toString);
        assertFalse(plan.toString().contains("SCAN users"), plan::toString);
        assertFalse(plan.toString().contains("(id<?)"), plan::toString);
    }
}
