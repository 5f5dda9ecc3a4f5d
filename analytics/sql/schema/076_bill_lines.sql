-- What the vendor's bills charged for recording, as people kept it: each file of bill lines whole, by the hash of its lines.
create table bill_lines (
    digest varchar,
    file varchar,
    loaded_at timestamp,
    since date,
    until date,
    deducted_ms bigint,
    used_ms bigint,
    amount decimal(38, 8),
    currency varchar
);
