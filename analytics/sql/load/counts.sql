-- statement: How many rows and milliseconds of an import count, are refused, are duplicates?
-- parameters: $import_no
-- columns: standing, videos, ms (a refused row's length where it could be read)
select
    standing::varchar as standing,
    count(*)::bigint as videos,
    coalesce(sum(duration_ms) filter (where duration_ms between 0 and 100000000000), 0)::bigint as ms
from video_rows
where import_no = $import_no
group by standing
