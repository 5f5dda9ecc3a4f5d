-- The lines of lessons that hold a file of these days, apps, rooms and kinds; each of these may be null for all.
create macro rules.main.lesson_lines(since, until, apps, rooms, kinds) as table
select day, app, task, is_split
from usage_lessons as l
where
    (since is null or l.day >= since)
    and (until is null or l.day < until)
    and (apps is null or list_contains(apps, l.app))
    and (rooms is null or list_contains(rooms, l.room))
    and (kinds is null or l.kinds & list_sum(list_transform(kinds, lambda k: 1 << enum_code(k::kind)))::bigint > 0);
