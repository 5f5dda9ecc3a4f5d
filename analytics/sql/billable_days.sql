-- question: How much of each recorded day is billable, all apps together?
-- parameters: none
-- columns: day, ms
select day, coalesce(sum(ms) filter (where billable), 0)::bigint as ms
from usage_days
group by day
order by day
