-- Every call of an operation that writes. hash = SHA-256(hash of the row before, the row's values), so that no row can
-- be changed, removed or put elsewhere without a trace.
create table audit (
    seq       bigint not null primary key,
    at        bigint not null,
    caller    text   not null,
    operation text   not null,
    subject   text   not null,
    outcome   text   not null,
    address   text   not null,
    request   text   not null,
    agent     text   not null,
    hash      text   not null
);
create index audit_at on audit (at);

${auditAppendOnly}

-- The head is the last row, locked by whoever appends; the anchor is what comes before the first row that is kept.
create table audit_chain (
    name text   not null primary key,
    seq  bigint not null,
    hash text   not null
);
insert into audit_chain (name, seq, hash) values
    ('head', 0, '0000000000000000000000000000000000000000000000000000000000000000'),
    ('anchor', 0, '0000000000000000000000000000000000000000000000000000000000000000');

-- What has no row: calls whose row could not be stored, and strangers who were turned away.
create table audit_missing (
    id        ${identity},
    at        bigint  not null,
    uncovered bigint  not null,
    refused   bigint  not null
);
create index audit_missing_at on audit_missing (at);

-- The traceparent (W3C Trace Context) under which a job came; null while traces are off.
alter table jobs add column trace text;
alter table callback_deliveries add column trace text;
