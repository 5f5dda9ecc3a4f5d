-- question: The same as known_rooms, asked of the rows themselves
-- parameters: none
-- columns: app, room, ms
select app, room, sum(duration_ms)::bigint as ms
from videos
group by app, room
order by app, room
