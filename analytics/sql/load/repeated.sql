-- statement: How many videos does import $import_no hold more than once?
-- parameters: $import_no; reads temp table twins
select count(*)::bigint as videos
from (
    select video_id
    from video_rows
    where import_no = $import_no and standing <> 'refused' and hash(video_id) in (select h from twins)
    group by video_id
    having count(*) > 1
)
