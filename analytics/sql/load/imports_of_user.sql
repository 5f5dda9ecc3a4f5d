-- question: Which imports have files of a user?
-- parameters: $user
-- columns: import_no
select distinct import_no from video_rows where user_id = $user order by import_no
