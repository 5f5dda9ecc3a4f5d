-- question: Which of these callbacks are in the database?
-- parameters: $keys
-- columns: key
select key from callbacks where key in (select unnest($keys))
