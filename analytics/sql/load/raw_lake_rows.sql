-- statement: What stands in a file of a lake, row by row?
-- parameters: $path of the file, $import_no of its batch
-- columns: ms, read_ms, import_no, standing, kind, app, task_id, room, user, started_s, stopped_s, status (as of raw_rows)
select
    r.duration_ms as ms,
    rules.main.stated_ms(r.duration_ms)::bigint as read_ms, $import_no::integer as import_no,
    coalesce(s.standing::varchar, r.standing) as standing, r.kind, r.app, r.task_id, r.room, r.user_id as user,
    epoch_us(r.started_at) // 1000000 as started_s, epoch_us(r.stopped_at) // 1000000 as stopped_s,
    r.status
from read_parquet($path) as r
left join lake_standings as s on s.import_no = $import_no and (r.file_no << 40) + r.row_no = s.row_id
