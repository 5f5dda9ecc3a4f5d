-- question: What do the narrow files of a scratch database say, with names in place of numbers?
-- parameters: none
-- columns: day, hour, app, room, user, kind, billable, finish, lines, task, ms
select
    f.day, f.hour, app.name as app, room.name as room, user.name as user, f.kind::varchar as kind, f.billable, f.finish::varchar as finish,
    f.lines, f.task, f.ms
from usage_files as f
left join usage_names as app on f.app = app.id
left join usage_names as room on f.room = room.id
left join usage_names as user on f.user = user.id
