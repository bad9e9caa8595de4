package ai.levqor.sql;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** Where the database is: {@code sqlite:FILE} or {@code postgresql://user:password@host:port/db}. */
public sealed interface DatabaseUrl {
    /** Blocking connections, for the migrations and for the heartbeat, which must not share a thread with jobs. */
    DataSource dataSource();

    /** Reads a setting's text; an empty one is a SQLite file in the data folder. */
    static DatabaseUrl of(String text, Path dataDir) {
        if (text.isEmpty()) {
            return new Sqlite(dataDir.resolve("levqor.db"));
        }
        if (text.startsWith("sqlite:")) {
            return new Sqlite(Path.of(text.substring("sqlite:".length())));
        }
        URI uri = URI.create(text);
        if (!"postgresql".equals(uri.getScheme()) && !"postgres".equals(uri.getScheme())) {
            throw new IllegalArgumentException(
                    "database.url must be sqlite:FILE or postgresql://user:password@host:port/db");
        }
        String[] user = uri.getRawUserInfo() == null
                ? new String[] {System.getProperty("user.name")}
                : uri.getRawUserInfo().split(":", 2);
        return new Postgres(
                uri.getHost(),
                uri.getPort() < 0 ? 5432 : uri.getPort(),
                uri.getPath().substring(1),
                decoded(user[0]),
                user.length < 2 ? "" : decoded(user[1]));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** A SQLite file. */
    record Sqlite(Path file) implements DatabaseUrl {
        /**
         * WAL with a synchronous commit: an answer means that the job is on the disk, also after a power cut. Group
         * commit makes that cheap. Transactions lock at their start, so none fails at its first write.
         */
        @Override
        public DataSource dataSource() {
            var config = new SQLiteConfig();
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
            config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
            config.enforceForeignKeys(true);
            config.setBusyTimeout(5_000);
            var source = new SQLiteDataSource(config);
            source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
            return source;
        }
    }

    /** A PostgreSQL database. */
    record Postgres(String host, int port, String database, String user, String password) implements DatabaseUrl {
        @Override
        public DataSource dataSource() {
            var source = new PGSimpleDataSource();
            source.setServerNames(new String[] {host});
            source.setPortNumbers(new int[] {port});
            source.setDatabaseName(database);
            source.setUser(user);
            source.setPassword(password);
            source.setConnectTimeout(3);
            source.setSocketTimeout(10);
            source.setApplicationName("levqor");
            return source;
        }

        /** The setting's text, with the password. */
        public String text() {
            return "postgresql://" + encoded(user) + ":" + encoded(password) + "@" + host + ":" + port + "/" + database;
        }

        private static String encoded(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        }

        @Override
        public String toString() {
            return "postgresql://" + user + ":***@" + host + ":" + port + "/" + database;
        }
    }
}
