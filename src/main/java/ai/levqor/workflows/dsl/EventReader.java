package ai.levqor.workflows.dsl;

import ai.levqor.expressions.Expression;
import ai.levqor.expressions.Template;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.parser.CronParser;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads which events a task waits for, and what starts a workflow by itself. */
final class EventReader {
    private static final CronParser CRON = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final int MAX_FILTERS = 20;
    private static final Set<String> ATTRIBUTES =
            Set.of("id", "source", "type", "time", "subject", "datacontenttype", "dataschema", "data");

    private EventReader() {}

    static Action.Listen listen(Fields listen, Action.Listen.Read read) {
        Fields to = listen.object("to");
        to.unsupported("until", "give the task a timeout");
        boolean all = to.has("all");
        List<EventFilter> filters = filters(to);
        to.end();
        return new Action.Listen(filters, all, read);
    }

    private static List<EventFilter> filters(Fields to) {
        var filters = new ArrayList<EventFilter>();
        if (Stream.of("one", "any", "all").filter(to::has).count() > 1) {
            to.wrong("must have only one of one, any, all");
        }
        if (to.has("one")) {
            filters.add(filter(to.object("one")));
        } else if (to.has("all") || to.has("any")) {
            to.list(to.has("all") ? "all" : "any").forEach(one -> filters.add(filter(one)));
        } else {
            to.wrong("must have one, any or all");
        }
        if (filters.size() > MAX_FILTERS) {
            to.wrong("must not have more than " + MAX_FILTERS + " events");
        }
        return filters;
    }

    private static EventFilter filter(Fields filter) {
        Template with = ActionReader.required(filter, "with");
        JsonNode members = filter.take("with");
        if (!members.isObject()) {
            filter.wrong("with", "must be an object, such as {type: order.paid}");
        }
        JsonNode type = members.path("type");
        if (!type.isMissingNode() && (!type.isTextual() || Expression.is(type.textValue()))) {
            filter.wrong("with", "must have a text as its type, not an expression: events are found by it");
        }
        String source = Fields.uriProblem(members.path("source"));
        if (source != null) {
            filter.wrong("with", "has a source that " + source);
        }
        members.fieldNames().forEachRemaining(name -> {
            if (!ATTRIBUTES.contains(name) && !name.matches("[a-z0-9]{1,20}")) {
                filter.wrong("with", "has \"" + name + "\", which no event can have");
            }
        });
        Map<String, EventFilter.Correlation> correlations = new LinkedHashMap<>();
        Fields correlate = filter.object("correlate");
        correlate.json().fieldNames().forEachRemaining(name -> {
            Fields one = correlate.object(name);
            correlations.put(
                    name, new EventFilter.Correlation(TaskReader.required(one, "from"), one.template("expect")));
            one.end();
        });
        correlate.end();
        filter.end();
        return new EventFilter(type.isTextual() ? type.textValue() : null, with, correlations);
    }

    /** The member {@code schedule}; null when it is wrong. */
    static @Nullable Start start(Fields schedule) {
        Start start = null;
        if (schedule.json().size() != 1) {
            schedule.wrong("must have one of cron, every, after, on");
        }
        if (schedule.has("cron")) {
            start = cron(schedule);
        } else if (schedule.has("every")) {
            Duration every = atLeastASecond(schedule, "every");
            start = every == null ? null : new Start.Every(every);
        } else if (schedule.has("after")) {
            Duration after = atLeastASecond(schedule, "after");
            start = after == null ? null : new Start.After(after);
        } else if (schedule.has("on")) {
            start = on(schedule.object("on"));
        }
        List.of("cron", "every", "after", "on").forEach(schedule::take);
        schedule.end();
        return start;
    }

    private static @Nullable Start cron(Fields schedule) {
        String text = schedule.text("cron");
        try {
            return new Start.Cron(CRON.parse(text).validate().asString());
        } catch (IllegalArgumentException e) {
            schedule.wrong("cron", "must have five fields as in crontab, such as \"0 7 * * 1-5\"");
            return null;
        }
    }

    private static @Nullable Duration atLeastASecond(Fields schedule, String name) {
        Duration duration = schedule.duration(name);
        if (duration != null && duration.compareTo(SHORTEST) < 0) {
            schedule.wrong(name, "must be a second or more");
            return null;
        }
        return duration;
    }

    private static Start on(Fields on) {
        on.unsupported("all", "each event starts a workflow of its own; listen to all in a task");
        on.unsupported("until", "each event starts a workflow of its own");
        List<EventFilter> filters = on.has("all") ? List.of() : filters(on);
        for (EventFilter filter : filters) {
            if (!(filter.with() instanceof Template.Constant)) {
                on.wrong("must have constants only: there is no workflow yet that expressions could read");
            }
            if (!filter.correlations().isEmpty()) {
                on.wrong("cannot correlate: there is no workflow yet that an event could belong to");
            }
        }
        on.end();
        return new Start.On(filters);
    }
}
