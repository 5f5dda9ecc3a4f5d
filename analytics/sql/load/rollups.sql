-- statement: Add up the small tables of the given imports anew from the temporary table files: days, hours, rooms, lessons.
-- parameters: $imports list of import numbers
-- A coarser table adds up a finer one where there is one, by numbers: names are put to them last, which keeps the order.
delete from usage_days where import_no in (select unnest($imports));
delete from usage_room_days where import_no in (select unnest($imports));
delete from usage_room_months where import_no in (select unnest($imports));
delete from usage_room_totals where import_no in (select unnest($imports));
delete from usage_hours where import_no in (select unnest($imports));
delete from usage_lessons where import_no in (select unnest($imports));

create or replace temp table room_days as
select
    import_no, day, app, room, kind, billable, finish, lines,
    count(*) as videos, sum(ms)::bigint as ms,
    count(*) filter (finished) as finished_videos,
    coalesce(sum(ms) filter (finished), 0)::bigint as finished_ms
from files
group by all
order by room, day;

insert into usage_days
with days as (
    select
        d.import_no, d.day, app.name as app, d.kind, d.billable, d.videos, d.ms, d.finished_videos, d.finished_ms
    from (
        select
            import_no, day, app, kind, billable,
            sum(videos)::bigint as videos, sum(ms)::bigint as ms,
            sum(finished_videos)::bigint as finished_videos, sum(finished_ms)::bigint as finished_ms
        from room_days
        group by all
    ) as d
    left join usage_names as app on d.app = app.id
)

select import_no, day, app, kind, billable, true, finished_videos, finished_ms
from days
where finished_videos > 0
union all
select import_no, day, app, kind, billable, false, videos - finished_videos, ms - finished_ms
from days
where videos > finished_videos
order by day;

insert into usage_room_days
select d.import_no, d.day, app.name, room.name, d.kind, d.billable, d.finish, d.lines, d.videos, d.ms
from room_days as d
left join usage_names as app on d.app = app.id
left join usage_names as room on d.room = room.id;

insert into usage_room_totals
select import_no, day, app, room, billable, sum(videos)::bigint, sum(ms)::bigint
from room_days
group by all
order by room, day;

insert into usage_room_months
select m.import_no, m.month, app.name, room.name, m.kind, m.billable, m.videos, m.ms
from (
    select
        import_no, date_trunc('month', day)::date as month, app, room, kind, billable,
        sum(videos)::bigint as videos, sum(ms)::bigint as ms
    from room_days
    group by all
) as m
left join usage_names as app on m.app = app.id
left join usage_names as room on m.room = room.id
order by room.name, m.month;

insert into usage_hours
select h.import_no, h.day, h.hour, app.name, h.kind, h.billable, h.finish, h.lines, h.videos, h.ms
from (
    select import_no, day, hour, app, kind, billable, finish, lines, count(*) as videos, sum(ms)::bigint as ms
    from files
    group by all
) as h
left join usage_names as app on h.app = app.id
order by h.day;

insert into usage_lessons
select
    l.import_no, l.task, l.day, l.hour, app.name, room.name, l.finish, l.kinds, l.pictures,
    len(l.users)::usmallint, l.users, l.length_ms, false
from (
    select * replace (case when len(users) > 1 then list_distinct(users) else coalesce(users, []) end as users)
    from (
        select
            import_no, task, day, hour, app, room, finish,
            bit_or(1 << enum_code(kind))::utinyint as kinds,
            bit_or(rules.main.picture_bit(lines, lines))::utinyint as pictures,
            list(user::uinteger) filter (where kind = 'camera') as users,
            max(end_ms) as length_ms
        from files
        group by all
    )
) as l
left join usage_names as app on l.app = app.id
left join usage_names as room on l.room = room.id
order by l.day;

drop table room_days;
drop table files;
