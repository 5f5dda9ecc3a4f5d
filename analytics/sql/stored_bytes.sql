-- question: How many bytes of recordings were added on each day?
-- parameters: $zone, $midnight 'stop' or 'start'
-- columns: day, bytes, unsized (files whose size is not stated)
-- A zone differs from UTC by whole quarters of an hour, so the day is worked out once a quarter, not once a file.
with quarters as (
    select
        epoch_us(if($midnight = 'start', started_at, stopped_at)) // 900000000 as quarter,
        sum(coalesce(size_bytes, 0)) as bytes,
        count(*) filter (where coalesce(size_bytes, 0) = 0 and duration_ms > 0) as unsized
    from videos
    group by all
)

select
    timezone($zone, to_timestamp(quarter * 900))::date as day,
    sum(bytes)::bigint as bytes,
    sum(unsized)::bigint as unsized
from quarters
group by all
order by day
