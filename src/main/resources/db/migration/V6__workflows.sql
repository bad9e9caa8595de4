-- A job that waits by its worker's wish says why; signals count what was sent to it, so that none is slept through.
alter table jobs add column waiting text;
alter table jobs add column signals integer not null default 0;

-- Definitions never change; a new text is a new version.
create table workflows (
    id         ${identity},
    name       text   not null,
    version    text   not null,
    title      text   not null,
    source     text   not null,
    created_at bigint not null,
    created_by text   not null,
    unique (name, version)
);

-- Which version a job runs, from its first step on.
create table workflow_runs (
    job_id     ${uuid} not null primary key,
    name       text    not null,
    version    text    not null,
    started_at bigint  not null
);
create index workflow_runs_version on workflow_runs (name, version);

-- What each step of a run did. JSON is text, as everywhere.
create table workflow_steps (
    job_id     ${uuid} not null,
    step       text    not null,
    name       text    not null,
    kind       text    not null,
    state      text    not null,
    input      text,
    output     text,
    context    text,
    next       text,
    error      text,
    attempts   integer not null,
    due_at     bigint,
    started_at bigint  not null,
    ended_at   bigint,
    primary key (job_id, step)
);

-- What was sent to a job. taken_by is the step that listened.
create table workflow_events (
    id       ${identity},
    job_id   ${uuid} not null,
    event_id text    not null,
    at       bigint  not null,
    event    text    not null,
    taken_by text,
    unique (job_id, event_id)
);
