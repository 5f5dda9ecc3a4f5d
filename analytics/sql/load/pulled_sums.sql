-- statement: How many files of an import stand in the small table of days, and how long are they?
-- parameters: $import_no
-- columns: videos, ms
select coalesce(sum(videos), 0)::bigint as videos, coalesce(sum(ms), 0)::bigint as ms
from usage_days
where import_no = $import_no
