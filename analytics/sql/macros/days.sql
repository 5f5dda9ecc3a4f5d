-- The days of recordings, made anew each time a database is opened, once it has its tables.

-- Whether a file can lie in a span, said of its edge as it is stored, so that others are not read: a day of any zone is at most a
-- day away.
create macro rules.main.is_near(moment, since, until) as
    (since is null or moment >= since - 2) and (until is null or moment < until + 2);

-- Whether a file of a lake can lie in a span, said of the month by which it is filed: that of its stop.
create macro rules.main.is_month_near(midnight, lake_month, since, until) as
    lake_month = '' or midnight = 'start'
    or (
        (since is null or lake_month >= strftime(since - 2, '%Y-%m'))
        and (until is null or lake_month <= strftime(until + 2, '%Y-%m'))
    );

-- The billing days of [since, until), null for all, on which there is any file that counts, by the quarter of an hour.
create macro rules.main.calendar(zone, midnight, since := null::date, until := null::date) as table
with days as (
    select quarter, rules.main.there(quarter, zone)::date as day
    from (
        select distinct rules.main.quarter(rules.main.edge(midnight, started_at, stopped_at)) as quarter
        from videos
        where
            rules.main.is_near(rules.main.edge(midnight, started_at, stopped_at), since, until)
            and rules.main.is_month_near(midnight, lake_month, since, until)
    )
)

select * from days
where (since is null or day >= since) and (until is null or day < until);

-- The days of [since, until) themselves, by the quarter of an hour, whatever was recorded: no file is looked at.
create macro rules.main.span_days(zone, since, until) as table
with days as (
    select quarter, rules.main.there(quarter, zone)::date as day
    from range(rules.main.quarter(since::timestamp) - 96, rules.main.quarter(until::timestamp) + 96) as quarters(quarter)
)

select * from days
where day >= since and day < until;

-- All files of these days that count, each with its billing day.
create macro rules.main.dated_videos(zone, midnight, since := null::date, until := null::date) as table
select c.day, c.quarter, v.*
from videos as v
inner join rules.main.calendar(zone, midnight, since := since, until := until) as c
    on rules.main.quarter(rules.main.edge(midnight, v.started_at, v.stopped_at)) = c.quarter
where
    rules.main.is_near(rules.main.edge(midnight, v.started_at, v.stopped_at), since, until)
    and rules.main.is_month_near(midnight, v.lake_month, since, until);

-- The days of a relation with quarter and day, with the ratio of each kind on them, from a list of {kind, since date or null, until
-- date or null, numerator, denominator}: one file of `kind` on a day in [since, until) counts its length times numerator / denominator.
create macro rules.main.rated(days, ratios) as table
select c.quarter, c.day, r.kind::kind as kind, r.numerator, r.denominator
from query_table(days) as c
inner join (
    select unnest(
        ratios::struct(kind varchar, since date, until date, numerator bigint, denominator bigint)[],
        recursive := true
    )
) as r
    on (r.since is null or c.day >= r.since) and (r.until is null or c.day < r.until);

-- The same of all days on which there is any file.
create macro rules.main.rated_calendar(zone, midnight, ratios) as table
with days as (select * from rules.main.calendar(zone, midnight))

select * from rules.main.rated('days', ratios);

-- All recordings of the days of [since, until), those that are told and those that only have files, each with its billing day; a time
-- that is not stated is the other end's. Only files near these days are looked at: those of one recording lie within a day.
create macro rules.main.dated_tasks(zone, midnight, since := null::date, until := null::date) as table
with files as (
    select
        task_id, min(started_at) as started_at, max(stopped_at) as stopped_at,
        max(coalesce(play_ms, 0) + duration_ms) as total_ms,
        count(*) filter (where kind in ('camera', 'screen') and coalesce(width * height, 0) = 0) as unsized
    from videos
    where
        rules.main.is_near(rules.main.edge(midnight, started_at, stopped_at), since, until)
        and rules.main.is_month_near(midnight, lake_month, since, until)
    group by task_id
),

told as (
    select task_id, started_at, stopped_at, coalesce(total_ms, 0) as total_ms
    from recordings
    where
        coalesce(started_at, stopped_at) is not null
        and rules.main.is_near(
            rules.main.edge(midnight, coalesce(started_at, stopped_at), coalesce(stopped_at, started_at)), since, until
        )
),

tasks as (
    select
        coalesce(told.task_id, files.task_id) as task_id,
        coalesce(told.started_at, told.stopped_at, files.started_at) as started_at,
        coalesce(told.stopped_at, told.started_at, files.stopped_at) as stopped_at,
        greatest(coalesce(told.total_ms, 0), coalesce(files.total_ms, 0)) as total_ms,
        coalesce(unsized, 0) as unsized
    from files
    full join told using (task_id)
),

dated as (
    select *, rules.main.billing_day(zone, midnight, started_at, stopped_at) as day
    from tasks
)

select * from dated
where (since is null or day >= since) and (until is null or day < until);
