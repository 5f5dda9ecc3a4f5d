-- statement: Is there anything in import $import_no that names no time, so that it was placed on $day_start?
-- parameters: $import_no, $day_start
select import_no
from video_rows
where import_no = $import_no and standing <> 'refused' and started_at = $day_start and stopped_at = $day_start
union all
select import_no
from recording_rows
where import_no = $import_no and started_at = $day_start and stopped_at = $day_start
limit 1
