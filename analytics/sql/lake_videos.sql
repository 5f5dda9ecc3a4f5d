-- question: Which rows of recorded files does a scratch database hold, in the order in which they came?
-- parameters: $file_no, $name of the file they came from
-- columns: key (those of one video meet), sheet, file_no, row_no, standing, video_id, kind, duration_ms, play_ms, app, task_id, room,
--   user_id, started_at, stopped_at, status, finish_reason, size_bytes, format, url, width, height, extra, place, refused_row,
--   payload
select
    case when standing = 'refused' then concat_ws(chr(31), $file_no::varchar, place) else video_id end as key,
    'video' as sheet,
    $file_no::bigint as file_no,
    rowid::bigint as row_no,
    standing::varchar as standing,
    video_id, kind::varchar as kind, duration_ms, play_ms, app, task_id, room, user_id, started_at, stopped_at, status, finish_reason,
    size_bytes, format, url, width, height, extra,
    $name || if(regexp_full_match(place, '\d+'), ', line ', ': ') || place as place,
    refused_row::varchar as refused_row,
    null::varchar as payload
from video_rows
order by rowid
