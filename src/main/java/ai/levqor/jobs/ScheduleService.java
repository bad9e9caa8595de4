package ai.levqor.jobs;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Failure;
import ai.levqor.bus.Page;
import ai.levqor.bus.Reply;
import java.util.Objects;
import ai.levqor.bus.Request;
import ai.levqor.bus.Code;
import java.time.InstantSource;

/** Schedules, as clients see them. */
final class ScheduleService {
    private final ScheduleRepository schedules;
    private final Submissions submissions;
    private final Engine engine;
    private final InstantSource clock;

    ScheduleService(ScheduleRepository schedules, Submissions submissions, Engine engine, InstantSource clock) {
        this.schedules = schedules;
        this.submissions = submissions;
        this.engine = engine;
        this.clock = clock;
    }

    Reply list(Listing asked) {
        Page page = asked.page();
        return page.reply(
                "schedules",
                await(schedules.list(page.after(), asked.owner(), page.fetch())),
                Schedule::json,
                Schedule::name);
    }

    Reply put(NewSchedule asked) {
        Schedule schedule = asked.schedule();
        submissions.read(schedule.submission(), schedule.owner(), null, ""); // what a submission must hold, it must too
        Schedule stored = await(schedules.put(schedule.at(schedule.next(clock.millis())), asked.owner()))
                .orElseThrow(() -> new Failure(Code.CONFLICT, "The name is that of another's schedule."));
        engine.lookAtSchedules();
        return stored::json;
    }

    Reply remove(Named named) {
        if (!await(schedules.remove(named.name(), named.owner()))) {
            throw Failure.notFound("name", named.name());
        }
        return Reply.OK;
    }

    /** Whose schedules a caller gets at: empty is everybody's. */
    private static String owner(Request request) {
        return Objects.requireNonNullElse(request.caller().confinedTo(), "");
    }

    /** A page of the schedules of an owner. */
    record Listing(Page page, String owner) {
        static Listing of(Request request) {
            return new Listing(Page.of(request), ScheduleService.owner(request));
        }
    }

    /** A schedule that replaces none but an owner's. */
    record NewSchedule(Schedule schedule, String owner) {
        static NewSchedule of(Request request) {
            return new NewSchedule(Schedule.of(request), ScheduleService.owner(request));
        }
    }

    /** A schedule of an owner. */
    record Named(String name, String owner) {
        static Named of(Request request) {
            return new Named(request.text("name"), ScheduleService.owner(request));
        }
    }
}
