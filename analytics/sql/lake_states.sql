-- question: In which states are the tasks of the counted rows of a scratch database, and how much of each is billable?
-- parameters: none
-- columns: status, videos, billable_ms
select
    status,
    count(*)::bigint as videos,
    coalesce(sum(duration_ms) filter (where billable), 0)::bigint as billable_ms
from videos
group by status
order by status
