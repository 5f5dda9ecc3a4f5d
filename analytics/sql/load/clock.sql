-- statement: What do the wall clocks of an import's lessons say about the unit of their lengths?
-- parameters: $import_no, $factor by which lengths were multiplied, $prefix of the places of a file inside an archive
-- columns: span (raw, the longest file of each lesson) and wall_s, sums over lessons with a clock, their number lessons,
--   and how many of these fill their clock as ms, as s, only a part of it as ms (part), or more than it (over), where the
--   longest file alone fills it as seconds or minutes by that; min: as minutes; us: as microseconds; at_once: lessons that stop in the second of their start; backwards: before it; longest file, raw. The bounds are those of units.py.
with lessons as (
    select
        max(duration_ms + coalesce(play_ms, 0)) // $factor as span,
        max(duration_ms) // $factor as alone,
        max(epoch(stopped_at)::bigint) - min(epoch(started_at)::bigint) as wall_s
    from video_rows
    where
        import_no = $import_no and standing <> 'refused'
        and ($prefix = '' or starts_with(place, $prefix))
        and started_at is not null and stopped_at is not null
    group by task_id
),

told as (
    select
        *,
        case
            when alone * 100 between wall_s * 50 and wall_s * 105 then 's'
            when alone >= 5 and alone * 6000 between wall_s * 50 and wall_s * 105 then 'min'
            when span * 100 > wall_s * 105000 then 'over'
            when span * 100 >= wall_s * 50000 then 'ms'
            when span * 100 > wall_s * 105 then 'part'
            when span * 100 >= wall_s * 50 then 's'
            when span >= 5 and span * 6000 between wall_s * 50 and wall_s * 105 then 'min'
        end as vote
    from lessons
    where span > 0 and wall_s > 0
)

select
    coalesce(sum(span), 0)::bigint as span,
    coalesce(sum(wall_s), 0)::bigint as wall_s,
    count(*)::bigint as lessons,
    count(*) filter (vote = 'ms')::bigint as ms,
    count(*) filter (vote = 's')::bigint as s,
    count(*) filter (vote = 'part')::bigint as part,
    count(*) filter (vote = 'over')::bigint as over,
    count(*) filter (vote = 'min')::bigint as min,
    count(*) filter (span * 100 between wall_s * 50000000 and wall_s * 105000000)::bigint as us,
    (select count(*) from lessons where span > 0 and wall_s = 0)::bigint as at_once,
    (select count(*) from lessons where span > 0 and wall_s < 0)::bigint as backwards,
    (
        select coalesce(max(duration_ms) // $factor, 0) from video_rows
        where
            import_no = $import_no and standing <> 'refused'
            and ($prefix = '' or starts_with(place, $prefix))
    )::bigint as longest
from told
