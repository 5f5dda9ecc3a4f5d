-- question: Which number has the next user whose name is taken out?
-- parameters: none
-- columns: number
select coalesce(max(try_cast(substr(user_id, 11) as integer)), 0) + 1 as number
from video_rows
where regexp_full_match(user_id, 'forgotten [0-9]{1,9}')
