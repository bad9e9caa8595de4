-- Whose key it is; the plan of a user's keys, by the change that set it last.
alter table api_keys add column user_id text;
create index api_keys_user on api_keys (user_id) where user_id is not null;
create table key_users (
    user_id text   primary key,
    plan    text   not null,
    version bigint not null
);

-- Who pays. A user is an id of the caller's, of no table here. version rises with every change of the plan; told is the
-- last version that the user got a mail about.
create table billing_customers (
    user_id     text   primary key,
    email       text   not null,
    customer_id text   unique,
    plan        text   not null,
    version     bigint not null,
    told        bigint not null,
    created_at  bigint not null,
    updated_at  bigint not null
);

-- What the provider last answered about a subscription. seen is the time of the newest event about it that was worked on;
-- version rises with every write, so that an answer that was asked for before another was stored is not stored over it.
create table billing_subscriptions (
    subscription_id text    primary key,
    customer_id     text    not null,
    user_id         text,
    status          text    not null,
    price_id        text,
    period_end      bigint,
    cancels         integer not null,
    grace_until     bigint,
    created_at      bigint  not null,
    seen            bigint  not null,
    version         bigint  not null
);
create index billing_subscriptions_user on billing_subscriptions (user_id);
create index billing_subscriptions_customer on billing_subscriptions (customer_id);

create table billing_invoices (
    invoice_id      text   primary key,
    customer_id     text   not null,
    subscription_id text,
    number          text,
    status          text   not null,
    currency        text   not null,
    amount_due      bigint not null,
    amount_paid     bigint not null,
    amount_refunded bigint not null,
    page_url        text,
    created_at      bigint not null,
    version         bigint not null
);
create index billing_invoices_customer on billing_invoices (customer_id, created_at, invoice_id);

-- Every event that came with a good signature, once. runs counts how often it was handed to the queue.
create table billing_events (
    event_id    text    primary key,
    type        text    not null,
    created_at  bigint  not null,
    received_at bigint  not null,
    state       text    not null,
    runs        integer not null,
    queued      integer not null,
    object_id   text,
    event       text    not null,
    error       text,
    ended_at    bigint
);
create index billing_events_waiting on billing_events (received_at) where queued = 0;
create index billing_events_age on billing_events (received_at, event_id);

-- Development only: what the stand-in for the provider knows.
create table billing_stand_in (
    object_id text primary key,
    kind      text not null,
    object    text not null
);
