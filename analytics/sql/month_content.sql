-- question: What is loaded of some days, as a hash that is the same for the same content, whatever the order of loading?
-- parameters: $since date, $until date (excluded), $zone, $midnight 'stop' or 'start'
-- columns: files, ms, hash (hex; of recorded files and of the vendor's usage)
with facts as (
    select
        md5_number(concat_ws(
            chr(31), 'video', video_id, kind, duration_ms, app, task_id, room, user_id,
            epoch_us(started_at), epoch_us(stopped_at), status, coalesce(finish_reason, '')
        )) as h, duration_ms as ms
    from rules.main.dated_videos($zone, $midnight)
    where day >= $since and day < $until
    union all
    select md5_number(concat_ws(chr(31), 'usage', day, app, room, sub_product, value)), null
    from vendor_lines
    where day >= $since and day < $until
)

select count(ms)::bigint as files, coalesce(sum(ms), 0)::bigint as ms, printf('%032x', coalesce(bit_xor(h), 0)) as hash
from facts
