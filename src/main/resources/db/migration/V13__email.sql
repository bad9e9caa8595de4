-- Mails: the table is the queue. next_at is when an attempt is due or its lease ends; null when the mail came to an end.
create table emails (
    id              ${uuid}  not null primary key,
    owner           text     not null,
    state           text     not null,
    attempts        integer  not null default 0,
    next_at         bigint,
    created_at      bigint   not null,
    ended_at        bigint,
    sender          text     not null,
    recipients      text     not null,
    subject         text     not null,
    size            integer  not null,
    error           text,
    provider_id     text,
    idempotency_key text,
    fingerprint     text,
    trace           text
);
create index emails_due on emails (next_at, id) where next_at is not null;
create index emails_ended on emails (ended_at) where ended_at is not null;
create index emails_state on emails (state, id);
create index emails_owner on emails (owner, id);
create unique index emails_key on emails (owner, idempotency_key) where idempotency_key is not null;

-- Apart, so that the queue's rows stay small.
create table email_contents (
    email_id    ${uuid} not null primary key,
    plain       text,
    html        text,
    attachments text    not null
);

create table email_attempts (
    email_id    ${uuid} not null,
    attempt     integer not null,
    at          bigint  not null,
    duration_ms bigint  not null,
    outcome     text    not null,
    error       text,
    primary key (email_id, attempt)
);

-- Mails that were accepted, by calendar month and by minute.
create table email_usage (
    owner      text    not null,
    period     text    not null,
    started_at bigint  not null,
    used       integer not null,
    primary key (owner, period, started_at)
);
