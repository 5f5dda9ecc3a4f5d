-- statement: How many rows of an import were refused, or have a cell that was left empty?
-- parameters: $import_no
-- columns: videos
select count(*)::bigint as videos
from video_rows
where import_no = $import_no and refused_row is not null
