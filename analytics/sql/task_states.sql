-- question: Which states have the tasks of the files that are there?
-- parameters: none
-- columns: state, files
select status as state, count(*)::bigint as files
from videos
group by status
order by files desc, state
