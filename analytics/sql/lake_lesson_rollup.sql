-- question: What do the lessons of a scratch database say, with names in place of numbers?
-- parameters: none
-- columns: task, day, hour, app, room, finish, kinds, pictures, cameras, users, length_ms, is_split
with lessons as materialized (
    select rowid as row_id, * from usage_lessons
),

named as (
    select row_id, list(name) as users
    from (
        select l.row_id, n.name
        from (select row_id, unnest(users) as id from lessons) as l
        left join usage_names as n on l.id = n.id
    )
    group by row_id
)

select
    l.task, l.day, l.hour, l.app, l.room, l.finish::varchar as finish, l.kinds, l.pictures, l.cameras, coalesce(n.users, []) as users,
    l.length_ms, l.is_split
from lessons as l
left join named as n on l.row_id = n.row_id
