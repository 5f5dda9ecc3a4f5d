-- question: How many whiteboard minutes did the recording robot stay, month by month?
-- parameters: $zone, $midnight 'stop' or 'start', $since date, $until date (excluded); both may be null
-- columns: month (its first day), recordings, minutes (clock minutes that are touched, pauses included),
--   unsized (camera and screen files without width or height)
-- A recording lasts from its start to its stop, or for its play time where that is longer (documents without times).
with dated as (
    select
        unsized, day,
        epoch_us(started_at) as start_us,
        greatest(epoch_us(stopped_at), epoch_us(started_at) + total_ms * 1000) as end_us
    from rules.main.dated_tasks($zone, $midnight, since := $since::date, until := $until::date)
)

select
    date_trunc('month', day)::date as month,
    count(*)::bigint as recordings,
    sum((end_us + 59999999) // 60000000 - start_us // 60000000)::bigint as minutes,
    sum(unsized)::bigint as unsized
from dated
group by all
order by month
