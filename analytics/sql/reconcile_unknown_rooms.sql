-- question: Which rooms did the vendor tell of on some days, of which no file was loaded on that day?
-- parameters: $product, $days list, $zone, $midnight 'stop' or 'start'
-- columns: day, app, room, minutes
with known as (
    select distinct day, coalesce(app, '') as app, room
    from rules.main.dated_videos($zone, $midnight)
    where list_contains($days::date[], day)
)

select v.day, coalesce(v.app, '') as app, v.room, v.value as minutes
from vendor_lines as v
left join known as k on v.day = k.day and v.room = k.room and k.app in ('', coalesce(v.app, ''))
where
    lower(v.sub_product) = $product and v.room <> '' and v.value > 0
    and list_contains($days::date[], v.day) and k.room is null
order by v.day, app, v.room
