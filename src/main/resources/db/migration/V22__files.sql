-- Files that a mail has, so that they are counted without being read.
alter table email_contents add column files integer not null default 0;

-- The quotes within a file's own texts are escaped, so the field's name stands once for each file.
update email_contents set files = (length(attachments) - length(replace(attachments, '"filename"', ''))) / 10
where attachments <> '[]';

create index email_contents_files on email_contents (files) where files > 0;
