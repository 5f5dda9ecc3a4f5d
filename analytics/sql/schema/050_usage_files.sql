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
