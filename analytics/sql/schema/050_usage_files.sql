-- Narrow files, from which the small tables are added up and which answer what none of these can: a line for each file
-- that counts, names as numbers, each month's by hour and room, so that few of them need to be read. Users have days in place
-- of months, rooms are told apart by finish reason and lines of the picture too, and `users` of a lesson are such numbers.
create table usage_names (id integer, name varchar);

create table usage_files (
    import_no integer,
    day date,
    hour utinyint,
    app integer,
    room integer,
    user integer,
    kind kind,
    billable boolean,
    finish finish,
    lines usmallint,
    task ubigint,
    ms bigint
);

create table usage_user_days (
    import_no integer,
    day date,
    app integer,
    user integer,
    kind kind,
    billable boolean,
    videos bigint,
    ms bigint
);

create or replace table usage_room_days (
    import_no integer,
    day date,
    app varchar,
    room varchar,
    kind kind,
    billable boolean,
    finish finish,
    lines usmallint,
    videos bigint,
    ms bigint
);

drop table if exists usage_user_months;
delete from usage_lessons;

create temp table house as
select
    coalesce(max(value) filter (where key = 'zone'), 'Asia/Shanghai') as zone,
    coalesce(max(value) filter (where key = 'midnight'), 'stop') = 'start' as is_start
from settings;

insert into usage_names
select ((select coalesce(max(id), 0) from usage_names) + row_number() over (order by name))::integer, name
from (
    select app as name from videos
    union
    select room from videos
    union
    select user_id from videos
)
where name is not null and name not in (select name from usage_names);

create temp table calendar as
select quarter, there::date as day, hour(there)::utinyint as hour
from (
    select quarter, timezone(house.zone, to_timestamp(quarter * 900)) as there
    from (
        select epoch_us(started_at) // 900000000 as quarter from videos
        union
        select epoch_us(stopped_at) // 900000000 from videos
    ), house
);

create temp table files as
select
    v.* exclude (started_at, stopped_at, is_start), stop.day, start.hour
from (
    select
        f.import_no, f.started_at, f.stopped_at, house.is_start, app.id as app, room.id as room, user.id as user, f.kind, f.billable,
        f.status = 'FINISHED' as finished,
        rules.main.finish_name(f.finish_reason)::finish as finish,
        rules.main.picture_lines(f.width, f.height)::usmallint as lines,
        rules.main.task_key(f.task_id) as task,
        f.duration_ms as ms,
        f.duration_ms + coalesce(f.play_ms, 0) as end_ms
    from videos as f
    cross join house
    left join usage_names as app on f.app = app.name
    left join usage_names as room on f.room = room.name
    left join usage_names as user on f.user_id = user.name
) as v
left join calendar as stop on epoch_us(if(v.is_start, v.started_at, v.stopped_at)) // 900000000 = stop.quarter
left join calendar as start on epoch_us(v.started_at) // 900000000 = start.quarter;

drop table calendar;

insert into usage_files
select import_no, day, hour, app, room, user, kind, billable, finish, lines, task, ms
from files
order by date_trunc('month', day), hour, room;

insert into usage_user_days
select import_no, day, app, user, kind, billable, count(*), sum(ms)::bigint
from files
group by all
order by user;

insert into usage_room_days
select d.import_no, d.day, app.name, room.name, d.kind, d.billable, d.finish, d.lines, d.videos, d.ms
from (
    select
        import_no, day, app, room, kind, billable, finish, lines, count(*) as videos, sum(ms)::bigint as ms
    from files
    group by all
) as d
left join usage_names as app on d.app = app.id
left join usage_names as room on d.room = room.id
order by room.name, d.day;

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

update usage_lessons
set is_split = true
where not is_split and task in (
    select task
    from usage_lessons
    group by task
    having count(*) > 1
);

drop table files;
drop table house;
