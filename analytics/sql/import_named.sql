-- question: Which import has this id, or this content?
-- parameters: $import_id, $digest; one of them may be null
-- columns: all of the receipt
select * from imports where import_id = $import_id or digest = $digest
