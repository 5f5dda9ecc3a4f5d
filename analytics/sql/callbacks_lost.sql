-- question: Which recordings began so long ago that they must be over, and of whose end nothing came?
-- parameters: $before (UTC): whatever began before it is over
-- columns: app, task, started_at (UTC)
select app, task, min(received_at) as started_at
from callbacks as c
where
    event = 'OnlineRecordStarted' and received_at < $before
    and not exists (
        select 1 from callbacks as f where f.app = c.app and f.task = c.task and f.event = 'OnlineRecordFinished'
    )
    and not exists (
        select 1 from all_recording_rows as r where r.task_id = c.task and r.status in ('FINISHED', 'FAILED')
    )
group by app, task
order by started_at desc, task
