-- Events that were published, for whoever listens or is started by them. dispatched is 0 until all of them have it.
create table published_events (
    id         ${identity},
    source     text     not null,
    event_id   text     not null,
    type       text     not null,
    at         bigint   not null,
    event      text     not null,
    dispatched smallint not null default 0,
    unique (source, event_id)
);
create index published_events_type on published_events (type, at);
create index published_events_at on published_events (at);
create index published_events_open on published_events (id) where dispatched = 0;

-- Which step of which job waits for published events. Found by type (empty: any) and by what an expression (origin)
-- finds in the event, so that an event costs what it wakes, however many listen.
create table workflow_listeners (
    job_id ${uuid} not null,
    step   text    not null,
    n      integer not null,
    type   text    not null,
    origin text    not null,
    value  text    not null,
    filter text    not null,
    primary key (job_id, step, n)
);
create index workflow_listeners_found on workflow_listeners (type, origin, value, job_id, step, n);

-- Which workflows an event starts: those of the newest versions.
create table workflow_triggers (
    name   text    not null,
    n      integer not null,
    type   text    not null,
    filter text    not null,
    owner  text    not null,
    primary key (name, n)
);
create index workflow_triggers_type on workflow_triggers (type);

-- An event that was published is for one step of a job; one that was sent to the job is for any.
alter table workflow_events add column for_step text;

-- Schedules without a cron expression: every so often, or so long after the last job ended.
alter table schedules add column every_ms bigint;
alter table schedules add column after_ms bigint;
