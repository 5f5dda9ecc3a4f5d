-- statement: Work out the small tables of the given imports anew: days, hours, rooms, users, lessons.
-- parameters: $imports list of import numbers, $zone, $midnight 'stop' or 'start'
-- A zone differs from UTC by whole quarters of an hour, so the day is worked out once a quarter, not once a file.
delete from usage_days where import_no in (select unnest($imports));
delete from usage_room_days where import_no in (select unnest($imports));
delete from usage_room_months where import_no in (select unnest($imports));
delete from usage_hours where import_no in (select unnest($imports));
delete from usage_user_months where import_no in (select unnest($imports));
delete from usage_lessons where import_no in (select unnest($imports));

create or replace temp table calendar as
select
    quarter, there::date as day, date_trunc('month', there)::date as month, hour(there)::utinyint as hour
from (
    select quarter, timezone($zone, to_timestamp(quarter * 900)) as there
    from (
        select distinct epoch_us(started_at) // 900000000 as quarter
        from videos where import_no in (select unnest($imports))
        union
        select distinct epoch_us(stopped_at) // 900000000
        from videos where import_no in (select unnest($imports))
    )
);

create or replace temp table room_days as
select
    v.import_no, c.day, v.app, v.room, v.kind, v.billable, v.status = 'FINISHED' as finished,
    count(*) as videos, sum(v.duration_ms)::bigint as ms
from videos as v
inner join calendar as c
    on epoch_us(if($midnight = 'start', v.started_at, v.stopped_at)) // 900000000 = c.quarter
where v.import_no in (select unnest($imports))
group by all;

insert into usage_days
select import_no, day, app, kind, billable, finished, sum(videos)::bigint, sum(ms)::bigint
from room_days
group by all
order by day;

insert into usage_room_days
select import_no, day, app, room, kind, billable, sum(videos)::bigint, sum(ms)::bigint
from room_days
group by all
order by room, day;

insert into usage_room_months
select import_no, date_trunc('month', day)::date as month, app, room, kind, billable, sum(videos)::bigint, sum(ms)::bigint
from room_days
group by all
order by room, month;

insert into usage_hours
select
    v.import_no, stop.day, start.hour, v.app, v.kind, v.billable,
    rules.main.finish_name(v.finish_reason)::finish, rules.main.picture_lines(v.width, v.height),
    count(*), sum(v.duration_ms)::bigint
from videos as v
inner join calendar as stop on epoch_us(if($midnight = 'start', v.started_at, v.stopped_at)) // 900000000 = stop.quarter
inner join calendar as start on epoch_us(v.started_at) // 900000000 = start.quarter
where v.import_no in (select unnest($imports))
group by all
order by stop.day;

insert into usage_user_months
select
    v.import_no, c.month, v.app, v.user_id, v.kind, v.billable,
    count(*), sum(v.duration_ms)::bigint
from videos as v
inner join calendar as c on epoch_us(if($midnight = 'start', v.started_at, v.stopped_at)) // 900000000 = c.quarter
where v.import_no in (select unnest($imports))
group by all
order by c.month;

insert into usage_lessons
with lines as (
    select
        import_no, rules.main.task_key(task_id) as task, app, room,
        epoch_us(if($midnight = 'start', started_at, stopped_at)) // 900000000 as stop_quarter,
        epoch_us(started_at) // 900000000 as start_quarter,
        finish_reason,
        bit_or(1 << enum_code(kind)) as kinds,
        bit_or(rules.main.picture_bit(width, height)) as pictures,
        list((hash(user_id) & 4294967295)::uinteger) filter (where kind = 'camera') as users,
        max(duration_ms + coalesce(play_ms, 0)) as length_ms
    from videos
    where import_no in (select unnest($imports))
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
    where task in (select task from usage_lessons where import_no in (select unnest($imports)))
    group by task
    having count(*) > 1
);

drop table calendar;
drop table room_days;
