-- question: Which minutes did the vendor tell for each day and app, or for each room of it, and when did they come?
-- parameters: $product, $rooms true for what was told of rooms, else each day as a whole: its own value, or where none was told the sum of
--   its rooms; $since date, $until date (excluded); these two may be null
-- columns: day, app, room ('' for a whole day), minutes, loaded_at (UTC; of a sum that of the first to come)
with lines as (
    select v.day, v.app, v.room, v.value as minutes, i.loaded_at
    from vendor_lines as v
    inner join imports as i using (import_no)
    where
        lower(v.sub_product) = $product
        and (v.room <> '' or not $rooms)
        and ($since::date is null or v.day >= $since::date)
        and ($until::date is null or v.day < $until::date)
)

select day, app, room, minutes, loaded_at
from lines
where $rooms or room = ''
union all
select day, app, '' as room, sum(minutes) as minutes, min(loaded_at) as loaded_at
from lines
where not $rooms
group by day, app
having not bool_or(room = '')
order by day, app, room
