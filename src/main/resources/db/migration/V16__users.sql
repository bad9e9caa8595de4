-- Users: profiles that clients keep. The address is stored in one form (lower case, A-labels); the index makes sure of it
-- whoever writes. name_key is the name folded for search. active_at is when something was last heard of the person.
create table users (
    id         ${uuid}          not null primary key,
    email      text ${bytewise} not null,
    name       text,
    name_key   text ${bytewise},
    locale     text,
    currency   text,
    meta       text   not null,
    created_at bigint not null,
    updated_at bigint not null,
    active_at  bigint not null
);
create unique index users_email on users (lower(email));
create index users_name on users (name_key) where name_key is not null;
create index users_created on users (created_at);
create index users_active on users (active_at);

-- Where people came from, once per person and source. The person is the address: it may come before the user.
create table referrals (
    id         ${uuid} not null primary key,
    email      text    not null,
    user_id    text,
    source     text    not null,
    campaign   text,
    medium     text,
    term       text,
    content    text,
    ref        text,
    created_at bigint  not null
);
create unique index referrals_once on referrals (email, source);
create index referrals_created on referrals (created_at);
create index referrals_source on referrals (source, id);

-- What a person is attributed to, for good: whoever comes second adds nothing.
create table referral_attributions (
    email       text    not null primary key,
    referral_id ${uuid} not null
);
