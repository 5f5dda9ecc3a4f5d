-- statement: What do the wall clocks of an import's lessons say about the unit of their lengths?
-- parameters: $import_no, $factor by which lengths were multiplied, $prefix of the places of a file inside an archive
-- columns: span (raw, the longest file of each lesson) and wall_s, sums over lessons with a clock, their number lessons,
--   and how many of these fill their clock as ms, as s, only a part of it as ms (part), or more than it (over);
--   min: as minutes; us: as microseconds; at_once: lessons that stop in the second of their start; longest file, raw. The bounds are those of units.py.
with lessons as (
    select
        max(duration_ms + coalesce(play_ms, 0)) // $factor as span,
        max(epoch(stopped_at)::bigint) - min(epoch(started_at)::bigint) as wall_s
    from video_rows
    where
        import_no = $import_no and standing <> 'refused'
        and ($prefix = '' or starts_with(place, $prefix))
        and started_at is not null and stopped_at is not null
    group by task_id
),

told as (
    select *, span * 100 as percent from lessons where span > 0 and wall_s > 0
)

select
    coalesce(sum(span), 0)::bigint as span,
    coalesce(sum(wall_s), 0)::bigint as wall_s,
    count(*)::bigint as lessons,
    count(*) filter (percent between wall_s * 50000 and wall_s * 105000)::bigint as ms,
    count(*) filter (percent between wall_s * 50 and wall_s * 105)::bigint as s,
    count(*) filter (percent > wall_s * 105 and percent < wall_s * 50000)::bigint as part,
    count(*) filter (percent > wall_s * 105000)::bigint as over,
    count(*) filter (span >= 5 and percent * 60 between wall_s * 50 and wall_s * 105)::bigint as min,
    count(*) filter (percent between wall_s * 50000000 and wall_s * 105000000)::bigint as us,
    (select count(*) from lessons where span > 0 and wall_s = 0)::bigint as at_once,
    (
        select coalesce(max(duration_ms) // $factor, 0) from video_rows
        where
            import_no = $import_no and standing <> 'refused'
            and ($prefix = '' or starts_with(place, $prefix))
    )::bigint as longest
from told
