-- Whether the content of a mail is a secret, such as a link that signs in: it is shown to nobody, and erased when the mail
-- came to an end.
alter table emails add column sensitive smallint not null default 0;
