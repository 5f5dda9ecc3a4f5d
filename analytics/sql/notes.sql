-- question: What do people know of the days?
-- parameters: none
-- columns: id, since, until (excluded), text, who, field ('' for all recordings), value, made_at (UTC)
select id, since, until, text, who, field, value, made_at from notes order by since, id
