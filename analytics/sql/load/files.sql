-- statement: Work out the narrow files of the given imports anew, and the users' days.
-- parameters: $imports list of import numbers, $zone, $midnight 'stop' or 'start'
-- leaves: the temporary table files, which load/rollups adds up
-- The files stand by month, hour and room; one number for the first two is sorted in less time than both.
-- The names are joined first and from the left: else DuckDB, which takes the files for few, builds its tables of them.
delete from usage_files where import_no in (select unnest($imports));
delete from usage_user_days where import_no in (select unnest($imports));

insert into usage_names
select ((select coalesce(max(id), 0) from usage_names) + row_number() over (order by name))::integer, name
from (
    select app as name from videos where import_no in (select unnest($imports))
    union
    select room from videos where import_no in (select unnest($imports))
    union
    select user_id from videos where import_no in (select unnest($imports))
)
where name is not null and name not in (select name from usage_names);

create or replace temp table calendar as
select quarter, there::date as day, hour(there)::utinyint as hour
from (
    select quarter, rules.main.there(quarter, $zone) as there
    from (
        select rules.main.quarter(started_at) as quarter from videos where import_no in (select unnest($imports))
        union
        select rules.main.quarter(stopped_at) from videos where import_no in (select unnest($imports))
    )
);

create or replace temp table files as
select
    v.* exclude (started_at, stopped_at), stop.day, start.hour
from (
    select
        f.import_no, f.started_at, f.stopped_at, app.id as app, room.id as room, user.id as user, f.kind, f.billable,
        f.status = 'FINISHED' as finished,
        rules.main.finish_name(f.finish_reason)::finish as finish,
        rules.main.picture_lines(f.width, f.height)::usmallint as lines,
        rules.main.task_key(f.task_id) as task,
        f.duration_ms as ms,
        f.duration_ms + coalesce(f.play_ms, 0) as end_ms
    from videos as f
    left join usage_names as app on f.app = app.name
    left join usage_names as room on f.room = room.name
    left join usage_names as user on f.user_id = user.name
    where f.import_no in (select unnest($imports))
) as v
left join calendar as stop on rules.main.quarter(rules.main.edge($midnight, v.started_at, v.stopped_at)) = stop.quarter
left join calendar as start on rules.main.quarter(v.started_at) = start.quarter;

drop table calendar;

insert into usage_files
select import_no, day, hour, app, room, user, kind, billable, finish, lines, task, ms
from files
order by (year(day) * 12 + month(day)) * 24 + hour, room;

insert into usage_user_days
select import_no, day, app, user, kind, billable, count(*), sum(ms)::bigint
from files
group by all
order by user;
