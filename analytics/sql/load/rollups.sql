-- statement: Work out the days, and the days of each room, of the given imports anew.
-- parameters: $imports list of import numbers, $zone, $midnight 'stop' or 'start'
-- A zone differs from UTC by whole quarters of an hour, so the day is worked out once a quarter, not once a file.
delete from usage_days where import_no in (select unnest($imports));
delete from usage_room_days where import_no in (select unnest($imports));

insert into usage_days
with quarters as (
    select
        import_no, epoch_us(if($midnight = 'start', started_at, stopped_at)) // 900000000 as quarter,
        app, kind, billable, status = 'FINISHED' as finished,
        count(*) as videos, sum(duration_ms) as ms
    from videos
    where import_no in (select unnest($imports))
    group by all
)

select
    import_no, timezone($zone, to_timestamp(quarter * 900))::date as day,
    app, kind, billable, finished, sum(videos)::bigint, sum(ms)::bigint
from quarters
group by all
order by day
;
insert into usage_room_days
with quarters as (
    select
        import_no, epoch_us(if($midnight = 'start', started_at, stopped_at)) // 900000000 as quarter,
        app, room, kind, billable, count(*) as videos, sum(duration_ms) as ms
    from videos
    where import_no in (select unnest($imports))
    group by all
)

select
    import_no, timezone($zone, to_timestamp(quarter * 900))::date as day,
    app, room, kind, billable, sum(videos)::bigint, sum(ms)::bigint
from quarters
group by all
order by room, day
;
