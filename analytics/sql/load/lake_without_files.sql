-- statement: Forget the tasks of which a file counts.
-- parameters: $tasks
delete from recording_rows where task_id in (select unnest($tasks::varchar[]))
