package ai.levqor.jobs;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Failure;
import ai.levqor.bus.Page;
import ai.levqor.bus.Reply;
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

    Reply list(Page page) {
        return page.reply(
                "schedules", await(schedules.list(page.after(), page.fetch())), Schedule::json, Schedule::name);
    }

    Reply put(Schedule schedule) {
        submissions.read(schedule.submission(), schedule.owner(), null, ""); // what a submission must hold, it must too
        Schedule stored = await(schedules.put(schedule.at(schedule.next(clock.millis()))));
        engine.lookAtSchedules();
        return stored::json;
    }

    Reply remove(String name) {
        if (!await(schedules.remove(name))) {
            throw Failure.notFound("name", name);
        }
        return Reply.OK;
    }
}
