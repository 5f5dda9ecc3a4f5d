-- statement: How many rows of an import are duplicates of a row of the same import that is of another kind?
-- parameters: $import_no
-- columns: videos
select count(*)::bigint as videos
from video_rows as d
inner join video_rows as w
    on d.video_id = w.video_id and w.import_no = d.import_no and w.standing = 'counted' and w.kind <> d.kind
where d.import_no = $import_no and d.standing = 'duplicate'
