-- One row for each idempotency key of a caller: running while answer is null, then the answer to replay. It is as good as
-- gone from expires_at on; token tells the run that made it from a later one.
create table idempotency_keys (
    owner           text   not null,
    idempotency_key text   not null,
    fingerprint     text   not null,
    token           ${uuid} not null,
    expires_at      bigint not null,
    answer          text,
    primary key (owner, idempotency_key)
);
create index idempotency_keys_expiry on idempotency_keys (expires_at);
