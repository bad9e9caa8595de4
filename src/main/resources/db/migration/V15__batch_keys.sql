-- A batch's own idempotency key, with the answer that repetitions get.
alter table batches add column idempotency_key text;
alter table batches add column fingerprint text;
alter table batches add column answer text;
create unique index batches_key on batches (owner, idempotency_key);
