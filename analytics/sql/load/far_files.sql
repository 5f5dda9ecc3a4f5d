-- statement: How many files of an import that were taken as they are lie on days on which nothing can have been recorded?
-- parameters: $import_no, $earliest and $latest (excluded) between which a recording can be, $prefix before a place
-- columns: files
select count(*)::bigint as files
from video_rows
where
    import_no = $import_no and standing = 'counted' and ($prefix = '' or starts_with(place, $prefix))
    and (started_at < $earliest or started_at >= $latest or stopped_at < $earliest or stopped_at >= $latest)
