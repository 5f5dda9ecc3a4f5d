-- statement: Make a copy a database of its own again.
-- parameters: none
delete from meta where key like 'backup_%'
