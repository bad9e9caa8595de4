-- API keys. Of the key itself only an HMAC is kept; scopes are separated by spaces.
create table api_keys (
    id              ${uuid} not null primary key,
    key_id          text    not null,
    hash            text    not null,
    name            text    not null,
    scopes          text    not null,
    plan            text    not null default 'free',
    rate_per_minute integer,
    created_by      text    not null,
    created_at      bigint  not null,
    expires_at      bigint,
    revoked_at      bigint,
    last_used_at    bigint,
    replaced_by     text
);
create unique index api_keys_key_id on api_keys (key_id);
create unique index api_keys_hash on api_keys (hash);
