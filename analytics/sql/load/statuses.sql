-- statement: Which statuses of an import's counted rows are not FINISHED, so that their files are never billed?
-- parameters: $import_no
-- columns: status, videos
select status, count(*)::bigint as videos
from video_rows
where import_no = $import_no and standing = 'counted' and status <> 'FINISHED'
group by status
order by status
