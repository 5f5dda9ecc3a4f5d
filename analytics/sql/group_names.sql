-- question: Which apps, rooms or users have one of the values of a dimension that looks at one of these alone, the same on all days?
-- parameters: $dimension, $field 'app' 'room' or 'user', $values list, '' is not mapped
-- columns: name
with names as (
    select distinct app as name from usage_days where $field = 'app'
    union all
    select distinct room from usage_room_months where $field = 'room'
    union all
    select n.name
    from (select distinct user from usage_user_days where $field = 'user') as u
    inner join usage_names as n on u.user = n.id
)

select n.name
from names as n
left join group_spans as g
    on g.dimension = $dimension and n.name = case $field when 'app' then g.app when 'room' then g.room else g.user_id end
where list_contains($values::varchar[], coalesce(g.value, ''))
order by n.name
