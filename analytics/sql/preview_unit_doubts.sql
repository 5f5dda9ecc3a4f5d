-- question: Which are the first files of a preview with one of these votes about the unit?
-- parameters: $rows list of {task, kind, ms, play_ms, started_at, stopped_at, place}, $factor (ms of the unit that lengths
--   were read in; 0 where each says its own), $votes list, $most files
-- columns: task, place
with files as (
    select
        r.task::varchar as task, r.kind::varchar as kind, r.ms::bigint as ms, r.play_ms::bigint as play_ms,
        r.started_at::timestamp as started_at, r.stopped_at::timestamp as stopped_at, r.place::varchar as place
    from (select unnest($rows) as r)
)

select *
from rules.main.unit_doubts('files', $factor, $votes, $most)
