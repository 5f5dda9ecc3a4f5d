-- statement: How many files of an import are of days on which none can have been recorded, and which day is an example?
-- parameters: $import_no, $first date, $last date
-- columns: videos, example (null where there is none)
select count(*)::bigint as videos, min(coalesce(stopped_at, started_at))::date as example
from video_rows
where
    import_no = $import_no and standing <> 'refused'
    and (coalesce(stopped_at, started_at) < $first::date or coalesce(stopped_at, started_at) > $last::date)
