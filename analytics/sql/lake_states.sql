-- question: In which states are the tasks of the counted rows of each file in a scratch database, and how much of each is billable?
-- parameters: none
-- columns: file_no, status, videos, billable_ms
select
    import_no::bigint as file_no,
    status,
    count(*)::bigint as videos,
    coalesce(sum(duration_ms) filter (where billable), 0)::bigint as billable_ms
from videos
group by import_no, status
order by import_no, status
