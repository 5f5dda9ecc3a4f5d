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
