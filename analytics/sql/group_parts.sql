-- question: What do the rows of each dimension look at, and on which days do they begin or end?
-- parameters: none
-- columns: dimension, has_app, has_room, has_user, days (in order)
select
    dimension, bool_or(app is not null) as has_app, bool_or(room is not null) as has_room, bool_or(user_id is not null) as has_user,
    list_sort(list_distinct(list_concat(
        list(since) filter (where since is not null), list(until) filter (where until is not null)
    ))) as days
from group_rows
group by dimension
order by dimension
