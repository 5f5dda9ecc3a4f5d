-- statement: For which videos can a row of this import be chosen?
-- parameters: $import_no, $video_id or null for all on which it disagrees with another import
-- columns: video_id
select distinct video_id
from video_rows
where import_no = $import_no and standing <> 'refused' and video_id = $video_id
union
select distinct video_id
from differences
where $video_id is null and not is_understood and (is_weighty or there <> '') and $import_no in (import_no, winner_no)
order by video_id
