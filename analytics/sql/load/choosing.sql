-- statement: Note for which videos a row of an import can be chosen; without an import, the video whose choice is taken back.
-- parameters: $import_no or null, $video_id or null for all on which this import disagrees with another
-- leaves: temp table chosen (video_id)
create or replace temp table chosen as
select $video_id::varchar as video_id
where $import_no is null
union
select video_id
from all_video_rows
where import_no = $import_no and standing <> 'refused' and video_id = $video_id
union
select video_id
from differences
where $video_id is null and rules.main.is_disputed(is_understood, is_weighty, there) and $import_no in (import_no, winner_no);
