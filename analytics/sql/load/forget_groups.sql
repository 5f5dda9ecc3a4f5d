-- statement: Take an import of groups out; what it meant for names is worked out anew for those that are left.
-- parameters: $import_id
delete from group_spans;
delete from group_rows where import_no in (select import_no from group_imports where import_id = $import_id);
delete from group_imports where import_id = $import_id;
