-- Times are epoch milliseconds, ids are UUIDv7, JSON is text: the service never searches in it, text keeps it as it
-- came, and both databases treat it alike.

-- Jobs that wait or run. Small and hot: what ends moves to finished_jobs.
create table jobs (
    id              ${uuid}  not null primary key,
    workflow        text     not null,
    concurrency_key text     not null default '',
    priority        smallint not null,
    state           text     not null,
    run_at          bigint   not null,
    created_at      bigint   not null,
    started_at      bigint,
    attempt         integer  not null,
    max_attempts    integer  not null,
    timeout_ms      bigint   not null,
    node            ${uuid},
    owner           text     not null,
    batch_id        ${uuid},
    idempotency_key text,
    callback_url    text,
    error           text,
    payload         text     not null
) ${hot};

-- The order in which a lane (workflow, key, priority) is claimed.
create index jobs_lane on jobs (workflow, concurrency_key, priority, run_at, id) where state = 'queued';
-- Who runs what: to take back a dead node's jobs and to count against limits.
create index jobs_running on jobs (workflow, concurrency_key) where state = 'running';
create index jobs_batch on jobs (batch_id) where batch_id is not null;

create table finished_jobs (
    id              ${uuid}  not null primary key,
    workflow        text     not null,
    concurrency_key text     not null,
    priority        smallint not null,
    state           text     not null,
    run_at          bigint   not null,
    created_at      bigint   not null,
    started_at      bigint,
    finished_at     bigint   not null,
    attempt         integer  not null,
    max_attempts    integer  not null,
    timeout_ms      bigint   not null,
    node            ${uuid},
    owner           text     not null,
    batch_id        ${uuid},
    idempotency_key text,
    callback_url    text,
    result          text,
    error           text,
    payload         text     not null
);

-- Dead letters and cancelled jobs are rare, so finding them costs the others nothing.
create index finished_jobs_unsuccessful on finished_jobs (state, id) where state <> 'succeeded';
create index finished_jobs_batch on finished_jobs (batch_id) where batch_id is not null;

-- What the job's own row cannot tell: earlier attempts, rescues, retries by hand.
create table job_events (
    id      ${identity},
    job_id  ${uuid} not null,
    at      bigint  not null,
    type    text    not null,
    attempt integer not null,
    detail  text
);
create index job_events_job on job_events (job_id, id);

create table job_keys (
    owner           text    not null,
    idempotency_key text    not null,
    job_id          ${uuid} not null,
    fingerprint     text    not null,
    created_at      bigint  not null,
    primary key (owner, idempotency_key)
);
create index job_keys_age on job_keys (created_at);

create table batches (
    id         ${uuid} not null primary key,
    owner      text    not null,
    total      integer not null,
    created_at bigint  not null
);

-- Pauses and limits of workflows; tokens and refilled_at are the rate limit's bucket.
create table queues (
    workflow            text     not null primary key,
    paused              smallint not null default 0,
    max_running         integer,
    max_running_per_key integer,
    rate                integer,
    rate_per_key        integer,
    rate_period_ms      bigint
);

create table rate_buckets (
    workflow        text             not null,
    concurrency_key text             not null,
    tokens          double precision not null,
    refilled_at     bigint           not null,
    primary key (workflow, concurrency_key)
);

create table nodes (
    id           ${uuid} not null primary key,
    name         text    not null,
    started_at   bigint  not null,
    heartbeat_at bigint  not null
);

create table schedules (
    name         text     not null primary key,
    cron         text     not null,
    time_zone    text     not null,
    workflow     text     not null,
    payload      text     not null,
    priority     smallint not null,
    callback_url text,
    owner        text     not null,
    enabled      smallint not null,
    next_run_at  bigint   not null,
    last_job_id  ${uuid}
);
create index schedules_due on schedules (next_run_at) where enabled = 1;
