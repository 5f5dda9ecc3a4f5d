-- question: Which numbers do names of apps, rooms and users have in the narrow tables?
-- parameters: $names list
-- columns: id
select id
from usage_names
where list_contains($names::varchar[], name)
order by id
