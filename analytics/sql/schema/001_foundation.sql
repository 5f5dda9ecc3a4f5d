-- Everything that was ever read stands in video_rows, refused and duplicate rows too: `standing` says whether a
-- row counts. Readers use the view videos. Rows are never deleted during a load (deleting rows that a transaction
-- itself appended makes DuckDB write them twice: 2.6 s more for a million). Addresses are packed by zstd,
-- where DuckDB's own choice took twice the time and twice the space; ids are not packed, which takes 15 MB more for a million
-- and a twentieth of the time to load them, and every look for twins reads them in half the time.
create type kind as enum ('camera', 'screen', 'whiteboard', 'mixed', 'audio');
create type standing as enum ('counted', 'duplicate', 'refused');

create table meta (key varchar, value varchar);

create table imports (
    import_no integer,
    import_id varchar,
    file varchar,
    digest varchar,
    bytes bigint,
    shape varchar,
    status varchar,
    unit varchar,
    unit_reason varchar,
    app varchar,
    day date,
    zone varchar,
    extra_columns varchar[],
    rows_read bigint, rows_loaded bigint, rows_refused bigint, rows_duplicate bigint,
    ms_read bigint, ms_loaded bigint, ms_refused bigint, ms_duplicate bigint,
    warnings varchar[],
    is_sample boolean,
    loaded_at timestamp
);

create table video_rows (
    import_no integer,
    standing standing,
    video_id varchar using compression uncompressed,
    kind kind,
    duration_ms bigint,
    play_ms bigint,
    app varchar,
    task_id varchar,
    room varchar,
    user_id varchar,
    started_at timestamp,
    stopped_at timestamp,
    status varchar,
    finish_reason varchar,
    size_bytes bigint,
    format varchar,
    url varchar using compression zstd,
    width integer,
    height integer,
    extra varchar[],
    place varchar,
    refused_row json
);

create view videos as
select
    * exclude (standing, refused_row, started_at, stopped_at),
    coalesce(started_at, stopped_at) as started_at,
    coalesce(stopped_at, started_at) as stopped_at,
    status = 'FINISHED' and kind in ('camera', 'screen', 'whiteboard') as billable
from video_rows
where standing = 'counted';

create table refused_rows (
    import_no integer,
    place varchar,
    row_no bigint,
    source_row json,
    flaws varchar[]
);

create table recording_rows (
    import_no integer,
    place varchar,
    task_id varchar,
    app varchar,
    room varchar,
    group_id varchar,
    record_user_id varchar,
    status varchar,
    finish_reason varchar,
    started_at timestamp,
    stopped_at timestamp,
    total_ms bigint,
    exceptions bigint,
    omitted json,
    error_code varchar,
    error_message varchar,
    document json
);

create view recordings as
select * exclude (turn)
from (
    select
        *,
        row_number() over (
            partition by task_id order by status <> 'FINISHED', import_no, place
        ) as turn
    from recording_rows
)
where turn = 1;

-- What a page asks for, kept small. Rows belong to the import they came from, so that an undo removes them with it.
create table usage_days (
    import_no integer,
    day date,
    app varchar,
    kind kind,
    billable boolean,
    finished boolean,
    videos bigint,
    ms bigint
);

create table usage_room_days (
    import_no integer,
    day date,
    app varchar,
    room varchar,
    kind kind,
    billable boolean,
    videos bigint,
    ms bigint
);

-- The vendor's own daily minutes (or pages), kept beside the recordings, never mixed with them.
create table vendor_usage (
    import_no integer,
    place varchar,
    day date,
    app varchar,
    room varchar,
    sub_product varchar,
    value decimal(20, 6)
);

create table plans (name varchar, toml varchar, saved_at timestamp);
create table settings (key varchar, value varchar);
