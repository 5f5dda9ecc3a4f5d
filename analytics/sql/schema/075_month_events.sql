-- Months that were closed and reopened, an event a row: who, when, on which state of the data, what it came to. Nothing is ever
-- changed or taken out here, so that a month that was reopened still says what it was closed with.
create table month_events (
    number integer,
    month date,
    action varchar,
    by_name varchar,
    happened_at timestamp,
    edition bigint,
    zone varchar,
    midnight varchar,
    fingerprint varchar,
    plan varchar,
    total decimal(38, 8),
    currency varchar,
    settlement json,
    reconciliation json
);
