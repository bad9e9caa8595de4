package ai.levqor.sql;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.ssl.DefaultJavaSSLFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** Where the database is: {@code sqlite:FILE} or {@code postgresql://user:password@host:port/db}. */
public sealed interface DatabaseUrl {
    /** Not {@link java.net.URI}: that knows no host with an underscore, which containers often have. */
    Pattern POSTGRES = Pattern.compile(
            "postgres(?:ql)?://(?:(?<user>[^:@/?]*)(?::(?<password>[^@/?]*))?@)?"
                    + "(?<host>\\[[0-9a-fA-F:.]+]|[^:/?@\\[\\]]+)(?::(?<port>\\d{1,5}))?/(?<database>[^/?]+)(?:\\?(?<query>.*))?");

    /** The forms of TLS that both drivers know. */
    Pattern SSL_MODE = Pattern.compile("sslmode=(disable|require|verify-ca|verify-full)");

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
        Matcher url = POSTGRES.matcher(text);
        if (!url.matches()) {
            throw new IllegalArgumentException(
                    "database.url must be sqlite:FILE or postgresql://user:password@host:port/db");
        }
        String port = url.group("port");
        return new Postgres(
                url.group("host"),
                port == null ? 5432 : Integer.parseInt(port),
                decoded(url.group("database")),
                url.group("user") == null ? System.getProperty("user.name") : decoded(url.group("user")),
                url.group("password") == null ? "" : decoded(url.group("password")),
                sslMode(url.group("query")));
    }

    /** TLS with a checked certificate is refused rather than done half: the one who wrote it relies on it. */
    private static String sslMode(@Nullable String query) {
        if (query == null || query.isEmpty()) {
            return "disable";
        }
        Matcher mode = SSL_MODE.matcher(query);
        if (!mode.matches()) {
            throw new IllegalArgumentException(
                    "database.url: after the ? there can be sslmode=disable, require, verify-ca or verify-full, not \""
                            + query.replaceAll("=[^&]*", "=…") + "\"");
        }
        return mode.group(1);
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
    record Postgres(String host, int port, String database, String user, String password, String sslMode)
            implements DatabaseUrl {
        /** Without TLS. */
        public Postgres(String host, int port, String database, String user, String password) {
            this(host, port, database, user, password, "disable");
        }

        /** Another database of the same server. */
        Postgres named(String other) {
            return new Postgres(host, port, other, user, password, sslMode);
        }

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
            source.setSslMode(sslMode);
            if (sslMode.startsWith("verify-")) {
                // Else the driver looks for a file in the user's home and not, as the pool does, into the trust store.
                source.setSslfactory(DefaultJavaSSLFactory.class.getName());
            }
            return source;
        }

        /** The setting's text, with the password. */
        public String text() {
            return "postgresql://" + encoded(user) + ":" + encoded(password) + "@" + host + ":" + port + "/" + database
                    + (sslMode.equals("disable") ? "" : "?sslmode=" + sslMode);
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
