-- statement: How do the clocks of an import's lessons and the lengths of their files go together?
-- parameters: $import_no, $prefix of the places of a file inside an archive
-- columns: span (ms, the end of each lesson's last file) and wall_s, sums over lessons with a clock, their number lessons, and how many of these
--   are filled by their files (fits) or shorter than these (over); at_once: lessons that stop in the second of their start; backwards: before it
with files as (
    select
        v.task_id as task, v.kind, v.duration_ms as ms, v.play_ms, v.started_at, v.stopped_at
    from video_rows as v
    where
        v.import_no = $import_no and ($prefix = '' or starts_with(v.place, $prefix))
        and (v.standing <> 'refused' or v.duration_ms > rules.main.longest_ms())
)

select *
from rules.main.lesson_clocks('files')
