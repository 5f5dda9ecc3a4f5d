-- question: Which plans does the team keep?
-- parameters: none
-- columns: name, toml
select name, toml from plans order by saved_at, name
