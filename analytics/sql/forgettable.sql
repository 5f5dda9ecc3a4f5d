-- question: How much is kept of a user, or of the days before a day?
-- parameters: $user null for all, $day date null for all, $zone, $midnight 'stop' or 'start'
-- columns: files, ms, imports
select count(*)::bigint as files, coalesce(sum(duration_ms), 0)::bigint as ms, count(distinct import_no)::bigint as imports
from rules.main.dated_videos($zone, $midnight, until := $day::date)
where $user is null or user_id = $user
