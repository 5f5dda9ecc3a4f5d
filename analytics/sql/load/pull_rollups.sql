-- statement: Append the small tables of a batch of a lake: those of its partitions added up, names as numbers of this database. Totals of
--   rooms are added up from their days.
-- parameters: $import_no; $usage_days, $usage_room_days, $usage_room_months, $usage_hours, $usage_user_days, $usage_lessons and
--   $usage_files lists of paths
insert into usage_names
select ((select coalesce(max(id), 0) from usage_names) + row_number() over (order by name))::integer, name
from (
    select distinct unnest([app, room, user]) as name from (select distinct app, room, user from read_parquet($usage_files))
)
where name is not null and name not in (select name from usage_names);

insert into usage_days
select $import_no, day, app, kind::kind, billable, finished, sum(videos)::bigint, sum(ms)::bigint
from read_parquet($usage_days)
group by all
order by day;

insert into usage_room_days
select $import_no, day, app, room, kind::kind, billable, finish::finish, lines, sum(videos)::bigint, sum(ms)::bigint
from read_parquet($usage_room_days)
group by all
order by room, day;

insert into usage_room_months
select $import_no, month, app, room, kind::kind, billable, sum(videos)::bigint, sum(ms)::bigint
from read_parquet($usage_room_months)
group by all
order by room, month;

insert into usage_hours
select $import_no, day, hour, app, kind::kind, billable, finish::finish, lines, sum(videos)::bigint, sum(ms)::bigint
from read_parquet($usage_hours)
group by all
order by day;

insert into usage_user_days
select $import_no, d.day, app.id, user.id, d.kind::kind, d.billable, d.videos, d.ms
from (
    select day, app, user, kind, billable, sum(videos)::bigint as videos, sum(ms)::bigint as ms
    from read_parquet($usage_user_days)
    group by all
) as d
left join usage_names as app on d.app = app.name
left join usage_names as user on d.user = user.name
order by user.id;

insert into usage_room_totals
select d.import_no, d.day, app.id, room.id, d.billable, sum(d.videos)::bigint, sum(d.ms)::bigint
from usage_room_days as d
left join usage_names as app on d.app = app.name
left join usage_names as room on d.room = room.name
where d.import_no = $import_no
group by all
order by room.id, d.day;

insert into usage_lessons
with lessons as materialized (
    select row_number() over () as row_id, * from read_parquet($usage_lessons)
),

numbered as (
    select row_id, list(id::uinteger) as users
    from (
        select l.row_id, n.id
        from (select row_id, unnest(users) as name from lessons) as l
        left join usage_names as n on l.name = n.name
    )
    group by row_id
)

select
    $import_no, l.task, l.day, l.hour, l.app, l.room, l.finish::finish, l.kinds, l.pictures, l.cameras, coalesce(n.users, []),
    l.length_ms, l.is_split
from lessons as l
left join numbered as n on l.row_id = n.row_id
order by l.day;

insert into usage_files
select
    $import_no, f.day, f.hour, app.id, room.id, user.id, f.kind::kind, f.billable, f.finish::finish, f.lines, f.task, f.ms
from read_parquet($usage_files) as f
left join usage_names as app on f.app = app.name
left join usage_names as room on f.room = room.name
left join usage_names as user on f.user = user.name
order by (year(f.day) * 12 + month(f.day)) * 24 + f.hour, room.id;
