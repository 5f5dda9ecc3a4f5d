-- question: What do the small tables hold that the pages read?
-- parameters: $rollup 'usage_days', 'usage_room_days', 'usage_room_months', 'usage_hours', 'usage_user_days'
--   or 'usage_room_totals'
-- columns: import_no, day, month, hour, app, room, user, kind (null where the table has none), billable, finished (null likewise),
--   videos, ms
select
    import_no, day, null::date as month, null::utinyint as hour, app, null as room, null as user, kind::varchar as kind,
    billable, finished, videos, ms
from usage_days
where $rollup = 'usage_days'
union all
select import_no, day, null, null, app, room, null, kind::varchar, billable, null, videos, ms
from usage_room_days
where $rollup = 'usage_room_days'
union all
select import_no, null, month, null, app, room, null, kind::varchar, billable, null, videos, ms
from usage_room_months
where $rollup = 'usage_room_months'
union all
select import_no, day, null, hour, app, null, null, kind::varchar, billable, null, videos, ms
from usage_hours
where $rollup = 'usage_hours'
union all
select u.import_no, u.day, null, null, a.name, null, n.name, u.kind::varchar, u.billable, null, u.videos, u.ms
from usage_user_days as u
left join usage_names as a on u.app = a.id
left join usage_names as n on u.user = n.id
where $rollup = 'usage_user_days'
union all
select t.import_no, t.day, null, null, a.name, n.name, null, null, t.billable, null, t.videos, t.ms
from usage_room_totals as t
left join usage_names as a on t.app = a.id
left join usage_names as n on t.room = n.id
where $rollup = 'usage_room_totals'
