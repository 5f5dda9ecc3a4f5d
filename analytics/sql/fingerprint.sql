-- question: What is the hash of the loaded content, the same for the same content whatever the order of loading?
-- parameters: none
-- columns: videos, recordings, hash (hex)
with facts as (
    select md5_number(concat_ws(
        chr(31), 'video', video_id, kind, duration_ms, app, task_id, room, user_id,
        epoch_us(started_at), epoch_us(stopped_at), status, coalesce(finish_reason, '')
    )) as h
    from videos
    union all
    select md5_number(concat_ws(chr(31), 'recording', task_id, status, coalesce(error_code, ''))) as h
    from recordings
    where not exists (select 1 from videos where videos.task_id = recordings.task_id)
    union all
    select md5_number(concat_ws(chr(31), 'usage', day, app, room, sub_product, value)) as h
    from vendor_lines
)

select count(*)::bigint as facts, printf('%032x', coalesce(bit_xor(h), 0)) as hash from facts
