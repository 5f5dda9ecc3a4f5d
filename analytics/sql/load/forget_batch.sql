-- statement: Forget where the rows of an import lie in a lake.
-- parameters: $import_no
delete from lake_batches where import_no = $import_no;
delete from lake_parts where import_no = $import_no;
