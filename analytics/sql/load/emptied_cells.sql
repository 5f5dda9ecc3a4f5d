-- statement: Which cells of an import's good rows cannot be read and were left empty, since they carry no minutes?
-- parameters: $import_no
-- columns: name (a flat column), cells (how many), example
with texts as (
    select refused_row as r, play_ms, size_bytes, width, height
    from video_rows
    where import_no = $import_no and standing <> 'refused' and refused_row is not null
),

cells as (
    select 'VideoPlayTime' as name, trim(r ->> 'VideoPlayTime') as text from texts where play_ms is null
    union all
    select 'VideoSize', trim(r ->> 'VideoSize') from texts where size_bytes is null
    union all
    select 'Width', trim(r ->> 'Width') from texts where width is null
    union all
    select 'Height', trim(r ->> 'Height') from texts where height is null
)

select name, count(*)::bigint as cells, min(text) as example
from cells
where text <> ''
group by name
order by name
