-- statement: Which number does the next import of groups get?
-- parameters: none
-- columns: import_no
select coalesce(max(import_no), 0)::bigint + 1 as import_no from group_imports
