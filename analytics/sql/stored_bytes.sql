-- question: How many bytes of recordings were added on each day?
-- parameters: $zone, $midnight 'stop' or 'start', $since date, $until date (excluded); both may be null
-- columns: day, bytes, unsized (files whose size is not stated)
with quarters as (
    select
        rules.main.quarter(rules.main.edge($midnight, started_at, stopped_at)) as quarter,
        sum(coalesce(size_bytes, 0)) as bytes,
        count(*) filter (where coalesce(size_bytes, 0) = 0 and duration_ms > 0) as unsized
    from videos
    where rules.main.is_near(rules.main.edge($midnight, started_at, stopped_at), $since::date, $until::date)
    group by all
),

days as (
    select
        rules.main.there(quarter, $zone)::date as day,
        sum(bytes)::bigint as bytes,
        sum(unsized)::bigint as unsized
    from quarters
    group by all
)

select * from days
where ($since::date is null or day >= $since::date) and ($until::date is null or day < $until::date)
order by day
