-- statement: Append tasks, usage and refused rows of a partition, a file each for an import, in the order in which they came.
-- parameters: $path of a Parquet file
insert into recording_rows
select
    file_no, t.place, t.task_id, t.app, t.room, t.group_id, t.record_user_id, t.status, t.finish_reason, t.started_at, t.stopped_at,
    t.total_ms, t.exceptions, t.omitted::json, t.error_code, t.error_message, t.document::json
from (
    select
        file_no, row_no,
        json_transform(payload, '{"place": "VARCHAR", "task_id": "VARCHAR", "app": "VARCHAR", "room": "VARCHAR",
            "group_id": "VARCHAR", "record_user_id": "VARCHAR", "status": "VARCHAR", "finish_reason": "VARCHAR", "started_at": "TIMESTAMP",
            "stopped_at": "TIMESTAMP", "total_ms": "BIGINT", "exceptions": "BIGINT", "omitted": "VARCHAR", "error_code": "VARCHAR",
            "error_message": "VARCHAR", "document": "VARCHAR"}') as t
    from read_parquet($path)
    where sheet = 'recording'
)
order by file_no, row_no;

insert into vendor_usage
select file_no, u.place, u.day, u.app, u.room, u.sub_product, u.value::decimal(38, 18), 'counted'
from (
    select
        file_no, row_no,
        json_transform(payload, '{"place": "VARCHAR", "day": "DATE", "app": "VARCHAR", "room": "VARCHAR", "sub_product": "VARCHAR",
            "value": "VARCHAR"}') as u
    from read_parquet($path)
    where sheet = 'usage'
)
order by file_no, row_no;

insert into refused_rows
select file_no, r.place, r.row_no, r.source_row::json, r.flaws
from (
    select
        file_no, row_no,
        json_transform(payload, '{"place": "VARCHAR", "row_no": "BIGINT", "source_row": "VARCHAR", "flaws": ["VARCHAR"]}') as r
    from read_parquet($path)
    where sheet = 'refused'
)
order by file_no, row_no;
