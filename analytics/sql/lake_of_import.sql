-- question: In which lake do the rows of an import lie?
-- parameters: $import_no
-- columns: lake; no row where they are here
select lake
from lake_batches
where import_no = $import_no
