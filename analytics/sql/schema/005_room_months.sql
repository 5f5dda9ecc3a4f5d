-- Rooms are ranked and listed over long times: a month of a room is one step further down from a day of a room.
create table usage_room_months (
    import_no integer,
    month date,
    app varchar,
    room varchar,
    kind kind,
    billable boolean,
    videos bigint,
    ms bigint
);

insert into usage_room_months
select import_no, date_trunc('month', day)::date as month, app, room, kind, billable, sum(videos)::bigint, sum(ms)::bigint
from usage_room_days
group by all
order by room, month;
