-- question: What is the hash of the loaded content, the same for the same content whatever the order of loading?
-- parameters: none
-- columns: facts (how many), hash (hex)
-- Of a task without files all that was told counts: which of it was told last depends on the order of loading.
with facts as (
    select md5_number(concat_ws(
        chr(31), 'video', video_id, kind, duration_ms, app, task_id, room, user_id,
        epoch_us(started_at), epoch_us(stopped_at), status, coalesce(finish_reason, '')
    )) as h
    from videos
    union all
    select md5_number(concat_ws(chr(31), 'recording', task_id, status, error_code)) as h
    from (
        select distinct task_id, coalesce(status, '') as status, coalesce(error_code, '') as error_code
        from all_recording_rows
    ) as told
    where not exists (select 1 from videos where videos.task_id = told.task_id)
    union all
    select md5_number(concat_ws(chr(31), 'usage', day, app, room, sub_product, value)) as h
    from vendor_lines
)

select count(*)::bigint as facts, printf('%032x', coalesce(bit_xor(h), 0)) as hash from facts
