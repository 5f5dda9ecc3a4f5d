-- statement: How many rows and milliseconds of an import count, are refused, are duplicates?
-- parameters: $import_no
-- columns: standing, videos, ms (a refused row's length where it could be read)
select
    standing::varchar as standing,
    count(*)::bigint as videos,
    sum(rules.main.stated_ms(duration_ms))::bigint as ms
from all_video_rows
where import_no = $import_no
group by standing
