-- question: What must this copy hold?
-- parameters: none
-- columns: key, value
select key, value from meta where key like 'backup_%' order by key
