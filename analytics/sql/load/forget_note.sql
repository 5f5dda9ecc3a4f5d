-- statement: Forget a note.
-- parameters: $id
delete from notes where id = $id;
