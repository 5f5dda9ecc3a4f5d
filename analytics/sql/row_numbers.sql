-- question: Up to which row number is there anything in the table of all rows?
-- parameters: none
-- columns: after (the first number that no row has)
select coalesce(max(rowid) + 1, 0)::bigint as after from video_rows
