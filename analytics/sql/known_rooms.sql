-- question: Which apps and rooms can be chosen, and how much was recorded in each?
-- parameters: none
-- columns: app, room, ms
select app, room, sum(ms)::bigint as ms
from usage_room_months
group by app, room
order by app, room
