-- question: What did documents tell of one lesson, beside its files?
-- parameters: $task lesson
-- columns: app, room, status, finish_reason, group_id, robot, start_s, stop_s (Unix seconds), total_ms, exceptions, omitted
--   (JSON), error_code, error_message, file (the import's), place, document (JSON); no row where only tables told of it
select
    r.app, r.room, r.status, r.finish_reason, r.group_id, r.record_user_id as robot,
    epoch_us(r.started_at) // 1000000 as start_s, epoch_us(r.stopped_at) // 1000000 as stop_s,
    r.total_ms, r.exceptions, r.omitted::varchar as omitted, r.error_code, r.error_message,
    i.file, r.place, r.document::varchar as document
from recordings as r
inner join imports as i using (import_no)
where r.task_id = $task
