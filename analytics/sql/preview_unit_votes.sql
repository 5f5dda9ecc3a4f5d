-- question: In which unit do the files of a preview fill their clocks, by kind?
-- parameters: $rows list of {task, kind, ms, play_ms, started_at, stopped_at, place}, $factor (ms of the unit that lengths
--   were read in; 0 where each says its own)
-- columns: kind, vote (rules.main.unit_vote; 'zero' where the length is 0), files, short, empty, long, longest (ms)
with files as (
    select
        r.task::varchar as task, r.kind::varchar as kind, r.ms::bigint as ms, r.play_ms::bigint as play_ms,
        r.started_at::timestamp as started_at, r.stopped_at::timestamp as stopped_at, r.place::varchar as place
    from (select unnest($rows) as r)
)

select *
from rules.main.unit_votes('files', $factor)
