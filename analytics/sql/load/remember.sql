-- statement: Keep the receipt of an import.
-- parameters: one for each column of imports
insert into imports values (
    $import_no, $import_id, $file, $digest, $bytes, $shape, $status, $unit, $unit_reason, $app, $day, $zone,
    $extra_columns, $rows_read, $rows_loaded, $rows_refused, $rows_duplicate,
    $ms_read, $ms_loaded, $ms_refused, $ms_duplicate, $warnings, $is_sample, $loaded_at, $source
)
