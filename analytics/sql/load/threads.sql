-- question: How many threads does the database work with?
-- parameters: none
-- columns: threads
select current_setting('threads')::bigint as threads
