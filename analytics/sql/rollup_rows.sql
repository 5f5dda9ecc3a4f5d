-- question: What do the small tables hold that the pages read?
-- parameters: $rollup 'usage_days', 'usage_room_days' or 'usage_room_months'
-- columns: import_no, day (of a month its first), app, room (null where the table has none), kind, billable,
--   finished (null likewise), videos, ms
select import_no, day, app, null as room, kind::varchar as kind, billable, finished, videos, ms
from usage_days
where $rollup = 'usage_days'
union all
select import_no, day, app, room, kind::varchar, billable, null, videos, ms
from usage_room_days
where $rollup = 'usage_room_days'
union all
select import_no, month, app, room, kind::varchar, billable, null, videos, ms
from usage_room_months
where $rollup = 'usage_room_months'
