-- statement: In which unit would the files of tasks without a clock fill the length that is stated of the whole task?
-- parameters: $import_no, $factor (ms of the unit that lengths were read in; 0 where each says its own), $prefix of the places of a file inside an archive
-- columns: kind, vote, files, short, empty, long, longest (ms), as load/unit_votes has them
with untimed as (
    select *
    from video_rows
    where
        import_no = $import_no and ($prefix = '' or starts_with(place, $prefix))
        and (standing <> 'refused' or duration_ms > rules.main.longest_ms())
        and coalesce(stopped_at <= started_at, true)
),

totals as (
    select task_id, max(total_ms) as total_ms
    from recording_rows
    where import_no = $import_no and total_ms > 0 and task_id in (select task_id from untimed)
    group by task_id
),

files as (
    select
        v.task_id as task, v.kind, v.duration_ms as ms, v.play_ms,
        timestamp '2020-01-01' as started_at,
        timestamp '2020-01-01' + to_seconds(least(t.total_ms, 1000000000) // 1000) as stopped_at
    from untimed as v
    inner join totals as t on v.task_id = t.task_id
)

select *
from rules.main.unit_votes('files', $factor)
