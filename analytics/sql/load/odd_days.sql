-- statement: How many files of an import stand on days on which none can have been recorded, and which day is an example?
-- parameters: $import_no, $first date, $last date
-- columns: videos, example (null where there is none)
select coalesce(sum(videos), 0)::bigint as videos, min(day) as example
from usage_days
where import_no = $import_no and (day < $first::date or day > $last::date)
