-- statement: Note a batch of a lake as an import, and where its rows lie.
-- parameters: $import_no, $batch, $lake, $zone, $parts list of {table_name, month, path, rows}
insert into lake_batches values ($import_no, $batch, $lake, $zone);

insert into lake_parts
select $import_no, p.table_name, p.month, p.path, p.rows
from (
    select unnest($parts::struct(table_name varchar, month varchar, path varchar, rows bigint)[], recursive := true)
) as p;
