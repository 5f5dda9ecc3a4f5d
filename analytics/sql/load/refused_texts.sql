-- statement: Which rows of an import were refused, as texts?
-- parameters: $import_no, $most rows
-- columns: source_row (JSON)
select refused_row::varchar as source_row
from video_rows
where import_no = $import_no and standing = 'refused'
limit $most
