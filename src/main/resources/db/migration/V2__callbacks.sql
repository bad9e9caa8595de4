-- The outbox of callbacks: a job that ends writes its delivery in the same transaction.
create table callback_deliveries (
    id         ${uuid} not null primary key,
    job_id     ${uuid} not null,
    url        text    not null,
    body       text    not null,
    state      text    not null,
    attempts   integer not null default 0,
    next_at    bigint  not null,
    created_at bigint  not null
);
create index callback_deliveries_due on callback_deliveries (next_at, id) where state = 'pending';
create index callback_deliveries_job on callback_deliveries (job_id);

create table callback_attempts (
    delivery_id ${uuid} not null,
    attempt     integer not null,
    at          bigint  not null,
    status      integer,
    duration_ms bigint  not null,
    error       text,
    primary key (delivery_id, attempt)
);

-- An endpoint is a URL without its query.
create table callback_endpoints (
    url           text   not null primary key,
    failing_since bigint,
    disabled_at   bigint,
    reason        text
);

-- Signing secrets are derived from the master secret and their number; nothing secret is stored.
create table callback_secrets (
    number     integer not null primary key,
    created_at bigint  not null,
    expires_at bigint
);
