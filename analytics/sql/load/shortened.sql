-- statement: How many files of an import have names that a spreadsheet shortened, so that many may have become one?
-- parameters: $import_no
-- columns: TaskId, RoomId, SdkAppId, UserId
-- Rooms, apps and users are few, and stand in usage_names once.
with odd as (
    select name from usage_names where rules.main.is_shortened(name)
),

named as (
    select
        count(*) filter (room in (select name from odd))::bigint as rooms,
        count(*) filter (app in (select name from odd))::bigint as apps,
        count(*) filter (user_id in (select name from odd))::bigint as users
    from video_rows
    where import_no = $import_no and standing <> 'refused' and exists (from odd)
)

select tasks."TaskId", named.rooms as "RoomId", named.apps as "SdkAppId", named.users as "UserId"
from named, (
    select count(*) filter (rules.main.is_shortened(task_id))::bigint as "TaskId"
    from video_rows
    where import_no = $import_no and standing <> 'refused'
) as tasks
