-- statement: Which kinds and lengths have files of an import of which there are others in earlier imports, on the same day, in the same
--   room and of the same user?
-- parameters: $import_no; adds to temp table twin_keys
insert into twin_keys
select distinct f.kind, f.ms
from usage_files as f
semi join (
    select day, room, user, kind, ms from usage_files where import_no = $import_no and ms > 0
) as own
    on
        f.day = own.day and f.room is not distinct from own.room and f.user is not distinct from own.user
        and f.kind = own.kind and f.ms = own.ms
where f.import_no <> $import_no
