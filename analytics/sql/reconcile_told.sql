-- question: Which minutes did the vendor tell for each day and app, or for each room of it, and did they come after the day was complete?
-- parameters: $product, $rooms true for what was told of rooms, else each day as a whole: its own value, or where none was told the sum of
--   its rooms; $complete_after interval, how long after a day's 00:00 UTC its values are complete; $since date, $until date (excluded);
--   these two may be null
-- columns: day, app, room ('' for a whole day), minutes as text (which is read in a fifth of a decimal's time), is_final (of a sum: all of it)
with lines as (
    select
        v.day, coalesce(v.app, '') as app, coalesce(v.room, '') as room, v.value as minutes,
        i.loaded_at >= v.day + $complete_after::interval as is_final
    from vendor_lines as v
    inner join imports as i using (import_no)
    where
        lower(v.sub_product) = $product
        and (v.room <> '' or not $rooms)
        and ($since::date is null or v.day >= $since::date)
        and ($until::date is null or v.day < $until::date)
)

select day, app, room, minutes::varchar as minutes, is_final
from lines
where $rooms or room = ''
union all
select day, app, '' as room, sum(minutes)::varchar as minutes, bool_and(is_final) as is_final
from lines
where not $rooms
group by day, app
having not bool_or(room = '')
order by day, app, room
