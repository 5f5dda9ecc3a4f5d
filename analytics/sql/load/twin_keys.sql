-- statement: Which kinds and lengths have files of an import of which there are several on a day, in a room and of a user?
-- parameters: $import_no; the small tables must be worked out
-- leaves: temp table twin_keys (kind, ms)
create or replace temp table twin_keys as
select distinct kind, ms
from (
    select kind, ms
    from usage_files
    where import_no = $import_no and ms > 0
    group by day, room, user, kind, ms
    having count(*) > 1
)
