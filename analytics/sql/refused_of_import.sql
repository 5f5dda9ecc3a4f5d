-- question: Which rows of an import were refused, and why?
-- parameters: $import_no, $most rows
-- columns: place, row_no, source_row (JSON), flaws ("column|flaw")
select place, row_no, source_row::varchar as source_row, flaws
from all_refused_rows
where import_no = $import_no
order by row_no
limit $most
