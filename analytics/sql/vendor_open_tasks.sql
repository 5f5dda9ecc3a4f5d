-- question: Of which recent tasks of an app is the end not known, or known by a callback alone?
-- parameters: $app, $begun_after (UTC), before which a task is forgotten by the vendor
-- columns: task
select r.task_id as task
from all_recording_rows as r
left join imports as i on r.import_no = i.import_no
where r.app = $app and r.task_id not like 'made-%' and coalesce(r.stopped_at, r.started_at) >= $begun_after
group by r.task_id
having not bool_or(r.status in ('FINISHED', 'FAILED') and coalesce(i.source, '') <> 'callback')
order by r.task_id
