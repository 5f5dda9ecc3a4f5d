-- The Explore page's small tables: minutes by hour of the day (of the recording's start), finish reason and lines of the
-- picture; each user's months; a line for each lesson. Kept per import, so that an undo removes them with it.
-- A lesson whose files came with several imports, or stand under several days, rooms or reasons, has several lines,
-- which are then `is_split`: `users`, a hash of each user on camera, tells how many cameras these lines have together.
create type finish as enum ('', 'USER_CALL', 'AUTO', 'FORCE_STOP', 'EXCEPTION', 'OTHER');

create table usage_hours (
    import_no integer,
    day date,
    hour utinyint,
    app varchar,
    kind kind,
    billable boolean,
    finish finish,
    lines usmallint,
    videos bigint,
    ms bigint
);

create table usage_user_months (
    import_no integer,
    month date,
    app varchar,
    user_id varchar,
    kind kind,
    billable boolean,
    videos bigint,
    ms bigint
);

create table usage_lessons (
    import_no integer,
    task ubigint,
    day date,
    hour utinyint,
    app varchar,
    room varchar,
    finish finish,
    kinds utinyint,
    pictures utinyint,
    cameras usmallint,
    users uinteger[],
    length_ms bigint,
    is_split boolean
);

create temp table house as
select
    coalesce(max(value) filter (where key = 'zone'), 'Asia/Shanghai') as zone,
    coalesce(max(value) filter (where key = 'midnight'), 'stop') = 'start' as is_start
from settings;

create temp table calendar as
select
    quarter, there::date as day, date_trunc('month', there)::date as month, hour(there)::utinyint as hour
from (
    select quarter, timezone(house.zone, to_timestamp(quarter * 900)) as there
    from (
        select unnest([epoch_us(started_at) // 900000000, epoch_us(stopped_at) // 900000000]) as quarter
        from videos group by quarter
    ), house
);

insert into usage_hours
select
    v.import_no, stop.day, start.hour, v.app, v.kind, v.billable,
    rules.main.finish_name(v.finish_reason)::finish, rules.main.picture_lines(v.width, v.height),
    count(*), sum(v.duration_ms)::bigint
from (select *, if(is_start, started_at, stopped_at) as edge_at from videos, house) as v
inner join calendar as stop on epoch_us(v.edge_at) // 900000000 = stop.quarter
inner join calendar as start on epoch_us(v.started_at) // 900000000 = start.quarter
group by all
order by stop.day;

insert into usage_user_months
select
    v.import_no, c.month, v.app, v.user_id, v.kind, v.billable,
    count(*), sum(v.duration_ms)::bigint
from (select *, if(is_start, started_at, stopped_at) as edge_at from videos, house) as v
inner join calendar as c on epoch_us(v.edge_at) // 900000000 = c.quarter
group by all
order by c.month;

insert into usage_lessons
with lines as (
    select
        import_no, rules.main.task_key(task_id) as task, app, room,
        epoch_us(if(is_start, started_at, stopped_at)) // 900000000 as stop_quarter,
        epoch_us(started_at) // 900000000 as start_quarter,
        finish_reason,
        bit_or(1 << enum_code(kind)) as kinds,
        bit_or(rules.main.picture_bit(width, height)) as pictures,
        list((hash(user_id) & 4294967295)::uinteger) filter (where kind = 'camera') as users,
        max(duration_ms + coalesce(play_ms, 0)) as length_ms
    from videos, house
    group by all
),

told as (
    select * replace (case when len(users) > 1 then list_distinct(users) else coalesce(users, []) end as users)
    from lines
)

select
    l.import_no, l.task, stop.day, start.hour, l.app, l.room,
    rules.main.finish_name(l.finish_reason)::finish,
    l.kinds::utinyint, l.pictures::utinyint, len(l.users)::usmallint, l.users, l.length_ms, false
from told as l
inner join calendar as stop on l.stop_quarter = stop.quarter
inner join calendar as start on l.start_quarter = start.quarter
order by stop.day;

update usage_lessons
set is_split = true
where not is_split and task in (
    select task
    from usage_lessons
    group by task
    having count(*) > 1
);

drop table calendar;
drop table house;
