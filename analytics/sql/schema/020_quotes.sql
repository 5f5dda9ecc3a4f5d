-- A draft is overwritten until it is issued; an issued revision never changes: a change is another revision.
-- The trail only grows, and each entry carries the hash of the one before it, so that an edit by hand shows.
create table quotes (number varchar, revision integer, is_issued boolean, document varchar, saved_at timestamp);
create table quote_trail (
    entry bigint,
    number varchar,
    revision integer,
    done_at timestamp,
    action varchar,
    who varchar,
    reason varchar,
    second_person varchar,
    document_hash varchar,
    chain varchar
);
