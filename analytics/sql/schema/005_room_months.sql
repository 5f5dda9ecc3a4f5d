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
