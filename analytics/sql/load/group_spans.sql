-- statement: Work out anew which value of each dimension the recorded apps, rooms and users have, on which days.
-- parameters: none
-- A name meets the rows that have it whole or as a beginning by equality, a length of beginnings at a time: 5,000 names against
-- 5,000 beginnings one by one would be 25 million comparisons. Days are cut where a row that fits begins or ends.
delete from group_spans;

create or replace temp table group_keys as
with parts as (
    select
        dimension, bool_or(app is not null) as has_app, bool_or(room is not null) as has_room, bool_or(user_id is not null) as has_user
    from group_rows
    group by dimension
),

apps as (select distinct app from usage_days),

rooms as (select distinct app, room from usage_room_months),

users as (
    select app.name as app, user.name as user_id
    from (select distinct app, user from usage_user_days where exists (select 1 from parts where has_user and not has_room)) as u
    left join usage_names as app on u.app = app.id
    left join usage_names as user on u.user = user.id
),

files as (
    select app.name as app, room.name as room, user.name as user_id
    from (select distinct app, room, user from usage_files where exists (select 1 from parts where has_user and has_room)) as f
    left join usage_names as app on f.app = app.id
    left join usage_names as room on f.room = room.id
    left join usage_names as user on f.user = user.id
)

select row_number() over () as key, *
from (
    select distinct p.dimension, if(p.has_app, s.app, null) as app, null as room, null as user_id
    from parts as p inner join apps as s on not p.has_room and not p.has_user
    union all
    select distinct p.dimension, if(p.has_app, s.app, null), s.room, null
    from parts as p inner join rooms as s on p.has_room and not p.has_user
    union all
    select distinct p.dimension, if(p.has_app, s.app, null), null, s.user_id
    from parts as p inner join users as s on p.has_user and not p.has_room
    union all
    select distinct p.dimension, if(p.has_app, s.app, null), s.room, s.user_id
    from parts as p inner join files as s on p.has_user and p.has_room
);

insert into group_spans
with patterns as (
    select distinct unnest([app, room, user_id]) as pattern from group_rows
),

lengths as (
    select distinct length(pattern) - 1 as letters from patterns where ends_with(pattern, '*')
),

names as (
    select distinct unnest([app, room, user_id]) as name from group_keys
),

fitting as (
    select n.name, p.pattern
    from names as n
    inner join patterns as p on n.name = p.pattern and not ends_with(p.pattern, '*')
    union all
    select n.name, p.pattern
    from (select name, left(name, letters) || '*' as pattern from names inner join lengths on length(name) >= letters) as n
    inner join patterns as p on n.pattern = p.pattern
    union all
    select name, null from names
    union all
    select null, null
),

ranked as (
    select *, row_number() over (order by strength, import_no, line) as place from group_rows
),

-- Made before rows are looked for: all keys of a dimension against all its rows are 25 million pairs of 5,000, and 2 GB.
candidates as materialized (
    select k.key, k.dimension, app.pattern as app, room.pattern as room, user.pattern as user_id
    from group_keys as k
    inner join fitting as app on k.app is not distinct from app.name
    inner join fitting as room on k.room is not distinct from room.name
    inner join fitting as user on k.user_id is not distinct from user.name
),

fits as (
    select c.key, r.since, r.until, r.value, r.place
    from candidates as c
    inner join ranked as r
        on c.dimension = r.dimension
        and c.app is not distinct from r.app
        and c.room is not distinct from r.room
        and c.user_id is not distinct from r.user_id
),

cuts as (
    select key, coalesce(since, date '0001-01-01') as since from fits
    union
    select key, until from fits where until is not null
),

spans as (
    select key, since, lead(since) over (partition by key order by since) as until from cuts
)

select k.dimension, k.app, k.room, k.user_id, s.since, s.until, arg_max(f.value, f.place)
from spans as s
inner join fits as f
    on s.key = f.key and coalesce(f.since, date '0001-01-01') <= s.since and (f.until is null or f.until > s.since)
inner join group_keys as k on s.key = k.key
group by k.dimension, k.app, k.room, k.user_id, s.since, s.until;

drop table group_keys;
