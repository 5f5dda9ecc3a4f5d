-- Share links. A token has 256 random bits. It is kept as it is, for its owner to copy again: who reads this file reads the quote itself.
-- It is looked up by its hash. A link that was withdrawn stays, so that it is known as one.
create table quote_links (
    token varchar,
    number varchar,
    revision integer,
    made_at timestamp,
    made_by varchar,
    views bigint,
    last_view timestamp,
    withdrawn_at timestamp
);
-- What a customer signed with: `signature` is JSON, a typed name or the points of strokes. Its hash stands in the trail.
create table quote_signatures (
    number varchar, revision integer, signed_at timestamp, name varchar, role varchar, signature varchar
);
