-- Credentials of connectors, encrypted (AES-256-GCM) under the keys of connector_keysets, which has one row and is
-- itself encrypted under the master secret. Their version grows with every change.
create table connector_keysets (
    id         smallint not null primary key,
    version    bigint   not null,
    keyset     text     not null,
    created_at bigint   not null,
    rotated_at bigint
);
create table connector_credentials (
    connector  text   not null,
    name       text   not null,
    ciphertext text   not null,
    version    bigint not null,
    created_by text   not null,
    created_at bigint not null,
    updated_at bigint not null,
    primary key (connector, name)
);

-- Authorizations that were begun and whose answer has not come. Of the state only a hash is kept.
create table connector_flows (
    state_hash   text   not null primary key,
    connector    text   not null,
    name         text   not null,
    redirect_uri text   not null,
    verifier     text   not null,
    created_by   text   not null,
    expires_at   bigint not null
);
create index connector_flows_expires_at on connector_flows (expires_at);
