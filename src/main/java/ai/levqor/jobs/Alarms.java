package ai.levqor.jobs;

import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Lanes that have something to claim at a known time, with one timer for all. Belongs to the verticle's context. */
final class Alarms {
    private static final int MAX = 10_000;

    private final Vertx vertx;
    private final InstantSource clock;
    private final Consumer<List<Lane>> ring;

    /** By time; one that is set twice rings once. */
    private final TreeSet<Alarm> alarms = new TreeSet<>(Comparator.comparingLong(Alarm::at)
            .thenComparing(alarm -> alarm.lane().workflow())
            .thenComparing(alarm -> alarm.lane().key())
            .thenComparing(alarm -> alarm.lane().priority()));

    private boolean stopped;
    private long timer = -1;

    private record Alarm(Lane lane, long at) {}

    /** {@code ring} gets the lanes whose time has come. */
    Alarms(Vertx vertx, InstantSource clock, Consumer<List<Lane>> ring) {
        this.vertx = vertx;
        this.clock = clock;
        this.ring = ring;
    }

    /** Rings for {@code lane} at {@code at}, or later by the polling where too many are waited for. */
    void set(Lane lane, long at) {
        if (alarms.add(new Alarm(lane, at))) {
            if (alarms.size() > MAX) {
                alarms.pollLast(); // polling finds it when its time comes near
            }
            setTimer();
        }
    }

    /** Nothing rings from now on. */
    void stop() {
        stopped = true;
        vertx.cancelTimer(timer);
    }

    private void setTimer() {
        vertx.cancelTimer(timer);
        if (!alarms.isEmpty() && !stopped) {
            timer = vertx.setTimer(Math.max(1, alarms.first().at() - clock.millis()), none -> ring());
        }
    }

    private void ring() {
        long now = clock.millis();
        List<Lane> due = new ArrayList<>();
        while (!alarms.isEmpty() && alarms.first().at() <= now) {
            due.add(alarms.removeFirst().lane());
        }
        setTimer();
        ring.accept(due);
    }
}
