-- question: What do the users' days of a scratch database say, with names in place of numbers?
-- parameters: none
-- columns: day, app, user, kind, billable, videos, ms
select d.day, app.name as app, user.name as user, d.kind::varchar as kind, d.billable, d.videos, d.ms
from usage_user_days as d
left join usage_names as app on d.app = app.id
left join usage_names as user on d.user = user.id
