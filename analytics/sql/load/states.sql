-- statement: In which states are the tasks of an import's counted rows, and how much of each is billable?
-- parameters: $import_no
-- columns: status, videos, billable_ms
select
    status,
    count(*)::bigint as videos,
    coalesce(sum(duration_ms) filter (where billable), 0)::bigint as billable_ms
from videos
where import_no = $import_no
group by status
order by status
