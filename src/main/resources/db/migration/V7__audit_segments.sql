-- The audit trail by segments: what is committed together is one row, whose entries are lines of JSON. hash =
-- SHA-256(hash of the segment before, the entries). A row of before is a segment of one entry with the same hash.
create table audit_segments (
    first_seq bigint not null primary key,
    last_seq  bigint not null,
    first_at  bigint not null,
    last_at   bigint not null,
    entries   text   not null,
    hash      text   not null
);
create index audit_segments_last_at on audit_segments (last_at);

insert into audit_segments (first_seq, last_seq, first_at, last_at, entries, hash)
select seq, seq, at, at,
    '[' || seq || ',' || at
        || ',"' || replace(replace(caller, '\', '\\'), '"', '\"')
        || '","' || replace(replace(operation, '\', '\\'), '"', '\"')
        || '","' || replace(replace(subject, '\', '\\'), '"', '\"')
        || '","' || replace(replace(outcome, '\', '\\'), '"', '\"')
        || '","' || replace(replace(address, '\', '\\'), '"', '\"')
        || '","' || replace(replace(request, '\', '\\'), '"', '\"')
        || '","' || replace(replace(agent, '\', '\\'), '"', '\"') || '"]',
    hash
from audit order by seq;

drop table audit;

-- Rows are deleted up to the anchor only, which is where checking starts.
${auditSegmentsAppendOnly}
