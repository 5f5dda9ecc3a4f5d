-- statement: What does the wall clock of an import's lessons say about the unit of their lengths?
-- parameters: $import_no, $factor by which lengths were multiplied
-- columns: span (raw, the longest file of each lesson), wall_s, lessons
with lessons as (
    select
        max(duration_ms + coalesce(play_ms, 0)) // $factor as span,
        max(epoch(stopped_at)::bigint) - min(epoch(started_at)::bigint) as wall_s
    from video_rows
    where
        import_no = $import_no and standing <> 'refused'
        and started_at is not null and stopped_at > started_at
    group by task_id
)

select
    coalesce(sum(span), 0)::bigint as span,
    coalesce(sum(wall_s), 0)::bigint as wall_s,
    count(*)::bigint as lessons
from lessons
where span > 0
