-- Which nodes ran, and when: a row is one unbroken run of a node's heartbeats, which each further one makes longer.
create table node_runs (
    node_id    ${uuid} not null,
    from_at    bigint  not null,
    to_at      bigint  not null,
    started_at bigint  not null,
    stopped_at bigint,
    name       text    not null,
    version    text    not null,
    verticles  text    not null,
    primary key (node_id, from_at)
);
create index node_runs_to on node_runs (to_at);

-- What came of jobs, by minute and node. Nothing is written while nothing ends.
create table job_tallies (
    minute_at bigint  not null,
    node_id   ${uuid} not null,
    succeeded bigint  not null,
    failed    bigint  not null,
    cancelled bigint  not null,
    retried   bigint  not null,
    rescued   bigint  not null,
    primary key (minute_at, node_id)
);
