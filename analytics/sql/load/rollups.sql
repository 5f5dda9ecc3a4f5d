-- statement: Work out the days, and the days and months of each room, of the given imports anew.
-- parameters: $imports list of import numbers, $zone, $midnight 'stop' or 'start'
-- A zone differs from UTC by whole quarters of an hour, so the day is worked out once a quarter, not once a file.
delete from usage_days where import_no in (select unnest($imports));
delete from usage_room_days where import_no in (select unnest($imports));
delete from usage_room_months where import_no in (select unnest($imports));

create or replace temp table calendar as
select quarter, timezone($zone, to_timestamp(quarter * 900))::date as day
from (
    select distinct epoch_us(if($midnight = 'start', started_at, stopped_at)) // 900000000 as quarter
    from videos
    where import_no in (select unnest($imports))
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

drop table calendar;
drop table room_days;
