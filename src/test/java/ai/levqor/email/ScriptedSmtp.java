package ai.levqor.email;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A mail server that answers each command as the test says: what a real one cannot be made to say. */
final class ScriptedSmtp {
    private final NetServer server;
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private volatile Function<String, String> script = command -> "";

    ScriptedSmtp(Vertx vertx) throws Exception {
        server = vertx.createNetServer()
                .connectHandler(this::serve)
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
    }

    String url() {
        return "smtp://127.0.0.1:" + server.actualPort();
    }

    /** Answers a command that begins with {@code prefix} with {@code line}; a line {@code hang} answers nothing. */
    void answers(String prefix, String line) {
        script = command -> command.toUpperCase(Locale.ROOT).startsWith(prefix) ? line : "";
    }

    /** Takes everything from now on. */
    void takes() {
        script = command -> "";
    }

    List<String> commands() {
        return commands;
    }

    /** The next message that came, headers and body. */
    String next() throws InterruptedException {
        String message = messages.poll(15, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("no mail came");
        }
        return message;
    }

    private void serve(NetSocket socket) {
        var data = new StringBuilder();
        boolean[] receiving = {false};
        socket.handler(RecordParser.newDelimited("\r\n", buffer -> {
            String line = buffer.toString();
            if (receiving[0] && !line.equals(".")) {
                data.append(line).append('\n');
                return;
            }
            if (receiving[0]) {
                receiving[0] = false;
                String answer = answer("END", "250 2.0.0 queued");
                if (answer.startsWith("250")) {
                    messages.add(data.toString());
                }
                data.setLength(0);
                write(socket, answer);
                return;
            }
            commands.add(line);
            String verb = line.toUpperCase(Locale.ROOT);
            String answer = answer(line, usual(verb));
            receiving[0] = answer.startsWith("354");
            write(socket, answer);
        }));
        write(socket, "220 mail.example ESMTP");
    }

    private String answer(String command, String usual) {
        String scripted = script.apply(command);
        return scripted.isEmpty() ? usual : scripted;
    }

    private static String usual(String verb) {
        if (verb.startsWith("EHLO")) {
            return "250-mail.example\r\n250-PIPELINING\r\n250-AUTH PLAIN\r\n250 8BITMIME";
        }
        return verb.equals("DATA") ? "354 go on" : "250 2.0.0 ok";
    }

    private static void write(NetSocket socket, String line) {
        if (!line.equals("hang")) {
            socket.write(line + "\r\n");
        }
    }
}
