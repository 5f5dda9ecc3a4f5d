-- question: Which apps, rooms or users have a name that holds a text, the most recorded first?
-- parameters: $field 'app' 'room' or 'user'; $text that the name holds, whatever its case; $aliases list of names whose own name of
--   the team holds it; $most names
-- columns: name, ms, found (names in all, of which at most $most are listed)
with names as (
    select app as name, sum(ms) as ms from usage_room_months where $field = 'app' group by app
    union all
    select room, sum(ms) from usage_room_months where $field = 'room' group by room
    union all
    select n.name, u.ms
    from (select user, sum(ms) as ms from usage_user_days where $field = 'user' group by user) as u
    inner join usage_names as n on u.user = n.id
)

select name, ms::bigint as ms, count(*) over ()::bigint as found
from names
where contains(lower(name), lower($text)) or list_contains($aliases::varchar[], name)
order by ms desc, name
limit $most
