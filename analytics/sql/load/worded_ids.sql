-- statement: Which ids of an import's counted rows have no digit, so that they may be words such as "total"?
-- parameters: $import_no, $most ids
-- columns: video_id
select distinct video_id
from video_rows
where
    import_no = $import_no and standing = 'counted'
    and if(strlen(video_id) < 30 and (video_id < '0' or video_id >= ':'), regexp_full_match(video_id, '[^0-9]*([:(].*)?|[#=].*'), false)
limit $most
