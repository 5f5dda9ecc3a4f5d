-- statement: Are there imports beside this one with rows of recorded files?
-- parameters: $import_no
-- columns: imports
select count(*)::bigint as imports
from imports
where import_no <> $import_no
