-- question: Which settings does the team keep?
-- parameters: none
-- columns: key, value
select key, value from settings
