-- Messages to the team's channels: what waits, what was sent, and why something was not. One digest a day and channel, one report a
-- month and channel; `subject` is that day or the month's first. `digest` tells two messages apart.
create table outbox (
    id integer,
    channel varchar,
    what varchar,
    subject date,
    digest varchar,
    message json,
    standing varchar,
    tries integer,
    problem varchar,
    made_at timestamp,
    sent_at timestamp
);
