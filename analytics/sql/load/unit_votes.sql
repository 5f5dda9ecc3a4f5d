-- statement: In which unit do the files of an import fill their clocks, by kind? Of refused rows those vote whose length is too long.
-- parameters: $import_no, $factor (ms of the unit that lengths were read in; 0 where each says its own), $prefix of the places of a file inside an archive
-- columns: kind, vote (rules.main.unit_vote; 'zero' where the length is 0), files, short, empty, long, longest (ms)
with files as (
    select
        v.task_id as task, v.kind, v.duration_ms as ms, v.play_ms, v.started_at, v.stopped_at
    from video_rows as v
    where
        v.import_no = $import_no and ($prefix = '' or starts_with(v.place, $prefix))
        and (v.standing <> 'refused' or v.duration_ms > rules.main.longest_ms())
)

select *
from rules.main.unit_votes('files', $factor)
