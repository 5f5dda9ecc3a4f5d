-- statement: Which are the first files of an import with one of these votes about the unit?
-- parameters: $import_no, $factor (ms of the unit that lengths were read in; 0 where each says its own), $prefix of the places of a file inside an archive,
--   $votes list, $most files, $skip lines before the first row
-- columns: task, place (a line, or a place in a document)
-- The rows of an import stand one after another, as they were appended.
with first as (
    select min(rowid) as row_id from video_rows where import_no = $import_no
),

files as (
    select
        v.task_id as task, v.kind, v.duration_ms as ms, v.play_ms, v.started_at, v.stopped_at,
        coalesce(v.place, ($skip + v.rowid - first.row_id + 1)::varchar) as place
    from video_rows as v, first
    where
        v.import_no = $import_no and ($prefix = '' or starts_with(v.place, $prefix))
        and (v.standing <> 'refused' or v.duration_ms > rules.main.longest_ms())
)

select *
from rules.main.unit_doubts('files', $factor, $votes, $most)
