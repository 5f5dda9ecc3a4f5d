-- question: On which billing day is a recorded file?
-- parameters: $video_id, $zone, $midnight 'stop' or 'start'
-- columns: day; no row where there is no such file
select rules.main.billing_day($zone, $midnight, started_at, stopped_at) as day
from videos
where video_id = $video_id
