-- statement: Forget the tasks of which a file counts, and the files.
-- parameters: none
delete from recording_rows where task_id in (select task_id from video_rows);

delete from video_rows;
