-- question: Which rows did imports read, and what became of each?
-- parameters: $import_id or null for all imports, $standings list of 'counted', 'duplicate', 'refused' or null for all; $zone, $midnight
--   'stop' or 'start'; $since date, $until date (excluded), each may be null; $each true: one row a row read, false: sums of each
--   day; $most rows, $skip rows before them
-- columns: day (of the import where a row has none), app, room, task_id, kind, standing, video_id, files (1; of the sums all), ms (0 where
--   it cannot be); where $each is false only day and the sums
with rows_read as (
    select
        coalesce(
            timezone(
                $zone,
                timezone(
                    'UTC',
                    if(
                        $midnight = 'start',
                        coalesce(r.started_at, r.stopped_at),
                        coalesce(r.stopped_at, r.started_at)
                    )
                )
            ),
            i.loaded_at
        )::date as day,
        r.app, r.room, r.task_id, r.kind::varchar as kind, r.standing::varchar as standing, r.video_id,
        rules.main.stated_ms(r.duration_ms)::bigint as ms,
        r.import_no, r.row_id as row_no
    from all_video_rows as r
    inner join imports as i using (import_no)
    where
        ($import_id::varchar is null or i.import_id = $import_id::varchar)
        and ($standings::varchar[] is null or list_contains($standings::varchar[], r.standing::varchar))
),

meant as (
    select * from rows_read
    where ($since::date is null or day >= $since::date) and ($until::date is null or day < $until::date)
),

told as (
    select day, app, room, task_id, kind, standing, video_id, 1::bigint as files, ms, import_no, row_no
    from meant
    where $each
    union all
    select day, null, null, null, null, null, null, count(*)::bigint, sum(ms)::bigint, null, null
    from meant
    where not $each
    group by day
)

select * exclude (import_no, row_no)
from told
order by day, import_no, row_no
limit $most offset $skip
