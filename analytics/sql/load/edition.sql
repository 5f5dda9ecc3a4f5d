-- statement: Remember that the rows of imports, or which of them count, change with the commit that is being made.
-- parameters: $imports list of import numbers
delete from import_editions where import_no in (select unnest($imports));

insert into import_editions
select
    unnest($imports::integer[]),
    1 + coalesce((select max(value::bigint) from meta where key = 'commits'), 0);
