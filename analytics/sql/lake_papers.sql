-- question: What else does a scratch database hold: tasks, refused rows and the vendor's usage, each row as JSON?
-- parameters: $file_no, $name of the file they came from
-- columns: key (rows that decide about each other meet), sheet, file_no, row_no, payload
with tasks as (
    select
        task_id as key, 'recording' as sheet, rowid as row_no,
        to_json(struct_pack(
            place := $name || ': ' || place, task_id := task_id, app := app, room := room, group_id := group_id,
            record_user_id := record_user_id, status := status, finish_reason := finish_reason, started_at := started_at,
            stopped_at := stopped_at, total_ms := total_ms, exceptions := exceptions, omitted := omitted::varchar,
            error_code := error_code, error_message := error_message, document := document::varchar
        ))::varchar as payload
    from recording_rows
),

usage as (
    select
        concat_ws(chr(31), day::varchar, app, room, sub_product) as key, 'usage' as sheet, rowid as row_no,
        to_json(struct_pack(
            place := $name || ': ' || place, day := day, app := app, room := room, sub_product := sub_product,
            value := value::varchar
        ))::varchar as payload
    from vendor_usage
),

refused as (
    select
        concat_ws(chr(31), $file_no::varchar, place) as key, 'refused' as sheet, row_no,
        to_json(struct_pack(
            place := $name || if(regexp_full_match(place, '\d+'), ', line ', ': ') || place, row_no := row_no,
            source_row := source_row::varchar, flaws := flaws
        ))::varchar as payload
    from refused_rows
)

select key, sheet, $file_no::bigint as file_no, row_no::bigint as row_no, payload from tasks
union all
select key, sheet, $file_no::bigint, row_no::bigint, payload from usage
union all
select key, sheet, $file_no::bigint, row_no::bigint, payload from refused
