-- question: How do the clocks of a preview's lessons and the lengths of their files go together?
-- parameters: $rows list of {task, kind, ms, play_ms, started_at, stopped_at, place}
-- columns: span, wall_s, lessons, fits, over, at_once, backwards; as load/clock has them
with files as (
    select
        r.task::varchar as task, r.kind::varchar as kind, r.ms::bigint as ms, r.play_ms::bigint as play_ms,
        r.started_at::timestamp as started_at, r.stopped_at::timestamp as stopped_at, r.place::varchar as place
    from (select unnest($rows) as r)
)

select *
from rules.main.lesson_clocks('files')
