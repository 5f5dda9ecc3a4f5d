-- question: Which minutes did the vendor tell for each day, app and room, and when did they come?
-- parameters: $product, $since date, $until date (excluded); each but the first may be null
-- columns: day, app, room ('' for a whole day), minutes, loaded_at (UTC)
select v.day, v.app, v.room, v.value as minutes, i.loaded_at
from vendor_lines as v
inner join imports as i using (import_no)
where
    lower(v.sub_product) = $product
    and ($since::date is null or v.day >= $since::date)
    and ($until::date is null or v.day < $until::date)
order by v.day, v.app, v.room
