-- People who sign in. The address is lower-case; the password is for those who have one, and null for the others. A referral
-- is kept until it was handed on.
create table accounts (
    id              ${uuid} not null primary key,
    email           text     not null unique,
    role            text     not null,
    user_id         text,
    password_hash   text,
    disabled        smallint not null,
    referral        text,
    created_at      bigint   not null,
    last_sign_in_at bigint
);

-- One row a browser that is signed in; of the token only the hash is kept.
create table sessions (
    id           ${uuid} not null primary key,
    account_id   ${uuid} not null,
    token_hash   text   not null unique,
    created_at   bigint not null,
    last_seen_at bigint not null,
    expires_at   bigint not null,
    address      text   not null,
    agent        text   not null
);
create index sessions_account on sessions (account_id, created_at);

-- One row each time that somebody asked to sign in, whether the address is known or not: the link and the code that went to
-- it, if any did. Rows stay for a day, because limits are counted over them.
create table sign_in_links (
    id           ${uuid} not null primary key,
    email        text   not null,
    token_hash   text   not null unique,
    code_hash    text   not null,
    browser_hash text   not null,
    address      text   not null,
    referral     text,
    tries        int    not null,
    created_at   bigint not null,
    expires_at   bigint not null,
    used_at      bigint
);
create index sign_in_links_email on sign_in_links (email, created_at);
create index sign_in_links_address on sign_in_links (address, created_at);
create index sign_in_links_age on sign_in_links (created_at);

-- People list their own jobs; the keys of programs list all, and their jobs pay for no index.
create index jobs_account on jobs (owner, id) where substr(owner, 1, 8) = 'account:';
create index finished_jobs_account on finished_jobs (owner, id) where substr(owner, 1, 8) = 'account:';
