package ai.levqor.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class SqlTest {
    private static final Dialect POSTGRES = new PostgresDialect();
    private static final Dialect SQLITE = new SqliteDialect();

    @Test
    void aNameTwiceIsBoundTwice() {
        Sql.Prepared prepared = Sql.of("select #{a}, #{b}, #{a} ${forUpdate}").prepare(POSTGRES);
        assertEquals("select $1, $2, $3 for update", prepared.text());
        var tuple = prepared.bind(Params.of("a", 1).and("b", null));
        assertEquals(1, tuple.getInteger(0));
        assertEquals(null, tuple.getValue(1));
        assertEquals(1, tuple.getInteger(2));
    }

    @Test
    void rowsBecomeArraysOrJson() {
        Sql sql = Sql.of("select * from ${rows r(id uuid, n int)} where x = #{x}");
        var id = UUID.fromString("018f0000-0000-7000-8000-000000000001");
        Params params = Params.of("r", new Rows().add(id, 7).add(id, null)).and("x", "y");

        Sql.Prepared postgres = sql.prepare(POSTGRES);
        assertEquals("select * from unnest($1::uuid[], $2::int[]) as r(id, n) where x = $3", postgres.text());
        assertEquals(3, postgres.bind(params).size());

        Sql.Prepared sqlite = sql.prepare(SQLITE);
        assertEquals(
                "select * from (select json_extract(value, '$[0]') as id, json_extract(value, '$[1]') as n"
                        + " from json_each(?)) as r where x = ?",
                sqlite.text());
        assertEquals(
                "[[\"" + id + "\",7],[\"" + id + "\",null]]",
                sqlite.bind(params).getString(0));
    }

    @Test
    void misspeltNamesAreErrors() {
        Sql.Prepared prepared = Sql.of("select #{name}").prepare(SQLITE);
        assertThrows(IllegalArgumentException.class, () -> prepared.bind(Params.of("nmae", 1)));
        assertThrows(IllegalArgumentException.class, () -> prepared.bind(Params.NONE));
        assertThrows(
                IllegalArgumentException.class,
                () -> prepared.bind(Params.of("name", 1).and("other", 2)));
        assertThrows(IllegalArgumentException.class, () -> Sql.of("${nope}").prepare(SQLITE));
        Sql.Prepared rows = Sql.of("${rows r(id uuid)}").prepare(SQLITE);
        assertThrows(IllegalArgumentException.class, () -> rows.bind(Params.of("r", "no rows")));
    }
}
