-- statement: Copy into a part of the database what belongs to certain names or values of groups, and nothing of anybody else.
-- parameters: $sees JSON list of {field, value}: 'app', 'room', 'user' or a dimension of groups, any of which a file must have;
--   $zone, $midnight 'stop' or 'start', $plan, $price_book
-- What is not named here is not in a part: quotes, budgets, notes, saved links, refused rows, the record of changes, the vendor's lines.
create or replace temp table part_sees as
select unnest(from_json($sees::json, '[{"field": "VARCHAR", "value": "VARCHAR"}]'), recursive := true);

-- The names that are seen, each on days [since, until), null for all.
create or replace temp table part_names as
with names as (
    select distinct app, room, user_id from videos
),

parts as (
    select
        dimension, bool_or(app is not null) as has_app, bool_or(room is not null) as has_room, bool_or(user_id is not null) as has_user
    from group_rows
    group by dimension
)

select n.*, null::date as since, null::date as until
from names as n
inner join part_sees as s on s.value = case s.field when 'app' then n.app when 'room' then n.room when 'user' then n.user_id end
union
select n.*, g.since, g.until
from part_sees as s
inner join group_spans as g on s.field = g.dimension and s.value = g.value
inner join parts as p on g.dimension = p.dimension
inner join names as n
    on (not p.has_app or n.app is not distinct from g.app)
    and (not p.has_room or n.room is not distinct from g.room)
    and (not p.has_user or n.user_id is not distinct from g.user_id);

create or replace temp table part_files as
select distinct v.import_no, v.video_id, v.task_id, v.app, v.room, v.user_id
from rules.main.dated_videos($zone, $midnight) as v
inner join part_names as n
    on v.app is not distinct from n.app and v.room is not distinct from n.room and v.user_id is not distinct from n.user_id
    and (n.since is null or v.day >= n.since) and (n.until is null or v.day < n.until);

insert into part_in_the_making.main.video_rows
select v.* exclude (row_id, lake_month)
from all_video_rows as v
where v.standing = 'counted' and (v.import_no, v.video_id) in (select (import_no, video_id) from part_files);

-- Of a lesson that others were in too, what its document says of them is left out.
insert into part_in_the_making.main.recording_rows by name
with whole as (
    select task_id, count(*) as files from videos group by task_id
),

seen as (
    select task_id, app, room, count(*) as files from part_files group by all
)

select
    r.* exclude (record_user_id, total_ms, exceptions, omitted, document),
    if(s.files = w.files, r.record_user_id, null) as record_user_id,
    if(s.files = w.files, r.total_ms, null) as total_ms,
    if(s.files = w.files, r.exceptions, null) as exceptions,
    if(s.files = w.files, r.omitted, null) as omitted,
    if(s.files = w.files, r.document, null) as document
from all_recording_rows as r
inner join seen as s
    on r.task_id = s.task_id and r.app is not distinct from s.app and r.room is not distinct from s.room
inner join whole as w on r.task_id = w.task_id;

-- An import is as large as what is seen of it, and has its file's name where that is all of it.
insert into part_in_the_making.main.imports by name
with seen as (
    select import_no, count(*) as files, sum(duration_ms)::bigint as ms from part_in_the_making.main.video_rows group by import_no
)

select
    i.* exclude (
        file, digest, bytes, unit_reason, warnings, rows_read, rows_loaded, rows_refused, rows_duplicate,
        ms_read, ms_loaded, ms_refused, ms_duplicate
    ),
    if(s.files = i.rows_read, i.file, 'a file of several') as file, '' as digest, 0 as bytes, '' as unit_reason,
    []::varchar[] as warnings, s.files as rows_read, s.files as rows_loaded, 0 as rows_refused, 0 as rows_duplicate,
    s.ms as ms_read, s.ms as ms_loaded, 0 as ms_refused, 0 as ms_duplicate
from imports as i
inner join seen as s using (import_no);

-- What the seen names are mapped to.
insert into part_in_the_making.main.group_rows
with names as (
    select distinct app, room, user_id from part_files
)

select
    1, (row_number() over (order by g.dimension, g.app, g.room, g.user_id, g.since))::integer, g.dimension, g.app, g.room, g.user_id,
    g.value, nullif(g.since, date '0001-01-01'), g.until, 0
from group_spans as g
where
    not exists (select 1 from (select unnest([g.app, g.room, g.user_id]) as name) where ends_with(name, '*'))
    and exists (
        select 1 from names as n
        where
            (g.app is null or g.app = n.app) and (g.room is null or g.room = n.room) and (g.user_id is null or g.user_id = n.user_id)
    );

insert into part_in_the_making.main.plans select * from plans where name = $plan;
insert into part_in_the_making.main.price_books select * from price_books where id = $price_book;
insert into part_in_the_making.main.settings select * from settings where key in ('zone', 'midnight', 'team_plan');

delete from part_in_the_making.main.meta where key in ('commits', 'rollups');
insert into part_in_the_making.main.meta select * from meta where key = 'commits';

drop table part_sees;
drop table part_names;
drop table part_files;
