-- When an endpoint was last called, or would have been were it not disabled, to the day; null means that nobody knows.
alter table callback_endpoints add column called_at bigint;
