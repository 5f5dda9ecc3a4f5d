-- statement: How many files of an import have names that a spreadsheet shortened, so that many may have become one?
-- parameters: $import_no
-- columns: TaskId, RoomId, SdkAppId, UserId
select
    count(*) filter (rules.main.is_shortened(task_id))::bigint as "TaskId",
    count(*) filter (rules.main.is_shortened(room))::bigint as "RoomId",
    count(*) filter (rules.main.is_shortened(app))::bigint as "SdkAppId",
    count(*) filter (rules.main.is_shortened(user_id))::bigint as "UserId"
from video_rows
where import_no = $import_no and standing <> 'refused'
