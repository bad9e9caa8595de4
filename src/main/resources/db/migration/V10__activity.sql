-- Each change of a step has the next number of its run, so that a reader finds what is new; tasks is how many the
-- definition has, rerun_of the job that a run goes on from.
alter table workflow_steps add column seq integer not null default 0;
alter table workflow_runs add column tasks integer not null default 0;
alter table workflow_runs add column rerun_of ${uuid};
alter table workflow_runs add column rerun_from text;

-- What a worker reported last, and how many lines the job has; only jobs that report have a row. Who adds lines or a
-- report holds the row until the commit, so numbers become visible in their order.
create table job_activity (
    job_id      ${uuid} not null primary key,
    attempt     integer not null,
    progress    double precision,
    message     text,
    reported_at bigint,
    reports     integer not null default 0,
    lines       integer not null default 0
);

create table job_logs (
    job_id  ${uuid} not null,
    number  integer not null,
    at      bigint  not null,
    attempt integer not null,
    level   text    not null,
    step    text,
    message text    not null,
    primary key (job_id, number)
);

-- For those who follow all jobs: what changed since a time.
create index finished_jobs_ended on finished_jobs (finished_at, id);
create index job_events_at on job_events (at, id);
