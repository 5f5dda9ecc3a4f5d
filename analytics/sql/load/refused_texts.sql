-- statement: Which rows of an import were refused, or have a cell that was left empty, as texts?
-- parameters: $import_no, $most rows, $has_length false for those alone whose length cannot be read, as in a header
-- columns: source_row (JSON)
select refused_row::varchar as source_row
from video_rows
where import_no = $import_no and refused_row is not null and ($has_length or duration_ms is null)
limit $most
