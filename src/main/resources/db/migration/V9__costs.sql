-- Money is whole millionths of a US dollar. A call's cost counts in the UTC day and month in which it began.

-- What a job may cost at most; null is without a limit.
alter table jobs add column max_cost bigint;
alter table finished_jobs add column max_cost bigint;

-- What a key's or a workflow's jobs may cost in a day or a month. Only limits: what was spent stands in cost_totals.
create table budgets (
    name        text   not null primary key,
    scope       text   not null,
    subject     text   not null,
    period      text   not null,
    amount      bigint not null,
    on_exceeded text   not null,
    created_at  bigint not null,
    updated_at  bigint not null
);
create index budgets_subject on budgets (scope, subject);

-- Which budget has warned in which period.
create table budget_warnings (
    budget    text   not null,
    starts_at bigint not null,
    at        bigint not null,
    primary key (budget, starts_at)
);

-- What each key and workflow has spent and reserved, with or without a budget; the row that reservations lock.
create table cost_totals (
    scope     text   not null,
    subject   text   not null,
    period    text   not null,
    starts_at bigint not null,
    spent     bigint not null,
    reserved  bigint not null,
    primary key (scope, subject, period, starts_at)
) ${hot};
create index cost_totals_age on cost_totals (starts_at);

-- The same of each job that did something with a price; whoever touches one of its costs locks this first.
create table job_costs (
    job_id   ${uuid} not null primary key,
    workflow text    not null,
    owner    text    not null,
    max_cost bigint,
    spent    bigint  not null,
    reserved bigint  not null
) ${hot};

-- One call. State: reserved, settled, or presumed: nobody knows how it ended, so it counts as estimated.
create table costs (
    job_id        ${uuid} not null,
    step          text    not null,
    attempt       integer not null,
    function      text    not null,
    state         text    not null,
    estimate      bigint  not null,
    amount        bigint,
    input_tokens  bigint,
    output_tokens bigint,
    duration_ms   bigint,
    reserved_at   bigint  not null,
    settled_at    bigint,
    primary key (job_id, step, attempt)
);
create index costs_open on costs (reserved_at) where state = 'reserved';
create index costs_age on costs (reserved_at);

-- What reports are made of.
create table cost_days (
    day           bigint not null,
    workflow      text   not null,
    owner         text   not null,
    function      text   not null,
    calls         bigint not null,
    amount        bigint not null,
    input_tokens  bigint not null,
    output_tokens bigint not null,
    primary key (day, workflow, owner, function)
);
