-- statement: Work out the small tables of the given imports anew: days, hours, rooms, users, lessons.
-- parameters: $imports list of import numbers, $zone, $midnight 'stop' or 'start'
-- A coarser table adds up a finer one where there is one, and the calendar is that of the lessons: far fewer than files.
-- A zone differs from UTC by whole quarters of an hour, so the day is worked out once a quarter, not once a file.
delete from usage_days where import_no in (select unnest($imports));
delete from usage_room_days where import_no in (select unnest($imports));
delete from usage_room_months where import_no in (select unnest($imports));
delete from usage_hours where import_no in (select unnest($imports));
delete from usage_user_months where import_no in (select unnest($imports));
delete from usage_lessons where import_no in (select unnest($imports));

create or replace temp table lesson_lines as
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
group by all;

create or replace temp table calendar as
select
    quarter, there::date as day, date_trunc('month', there)::date as month, hour(there)::utinyint as hour
from (
    select quarter, timezone($zone, to_timestamp(quarter * 900)) as there
    from (select stop_quarter as quarter from lesson_lines union select start_quarter from lesson_lines)
);

create or replace temp table room_days as
select
    v.import_no, c.day, v.app, v.room, v.kind, v.billable,
    count(*) as videos, sum(v.duration_ms)::bigint as ms,
    count(*) filter (v.status = 'FINISHED') as finished_videos,
    coalesce(sum(v.duration_ms) filter (v.status = 'FINISHED'), 0)::bigint as finished_ms
from videos as v
inner join calendar as c
    on epoch_us(if($midnight = 'start', v.started_at, v.stopped_at)) // 900000000 = c.quarter
where v.import_no in (select unnest($imports))
group by all;

insert into usage_days
with days as (
    select
        import_no, day, app, kind, billable,
        sum(videos)::bigint as videos, sum(ms)::bigint as ms,
        sum(finished_videos)::bigint as finished_videos, sum(finished_ms)::bigint as finished_ms
    from room_days
    group by all
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
select import_no, day, app, room, kind, billable, videos, ms
from room_days
order by room, day;

insert into usage_room_months
select import_no, date_trunc('month', day)::date as month, app, room, kind, billable, sum(videos)::bigint, sum(ms)::bigint
from room_days
group by all
order by room, month;

insert into usage_hours
select
    v.import_no, v.day, v.hour, v.app, v.kind, v.billable,
    rules.main.finish_name(v.finish_reason)::finish, rules.main.picture_lines(v.width, v.height),
    sum(v.videos)::bigint, sum(v.ms)::bigint
from (
    select
        v.import_no, stop.day, start.hour, v.app, v.kind, v.billable, v.finish_reason, v.width, v.height,
        count(*) as videos, sum(v.duration_ms) as ms
    from videos as v
    inner join calendar as stop on epoch_us(if($midnight = 'start', v.started_at, v.stopped_at)) // 900000000 = stop.quarter
    inner join calendar as start on epoch_us(v.started_at) // 900000000 = start.quarter
    where v.import_no in (select unnest($imports))
    group by all
) as v
group by all
order by v.day;

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
select
    l.import_no, l.task, stop.day, start.hour, l.app, l.room,
    rules.main.finish_name(l.finish_reason)::finish,
    l.kinds::utinyint, l.pictures::utinyint, len(l.users)::usmallint, l.users, l.length_ms, false
from (
    select * replace (case when len(users) > 1 then list_distinct(users) else coalesce(users, []) end as users)
    from lesson_lines
) as l
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
drop table lesson_lines;
