-- statement: Set the refused rows of import $import_no aside, each with its place and everything that is wrong with it.
-- parameters: $import_no, $skip lines before the first row, $unit, $zone, $has_day true where a row needs no time,
--   $earliest and $latest (excluded) between which a recording can be
-- The rows of an import stand one after another, as they were appended.
insert into refused_rows
with first as (
    select min(rowid) as row_id from video_rows where import_no = $import_no
),

numbered as (
    select
        v.rowid - first.row_id + 1 as row_no, v.place, v.refused_row as r,
        from_json(
            v.refused_row,
            '{"ragged": "VARCHAR", "DurationUnit": "VARCHAR", "VideoId": "VARCHAR", "VideoType": "VARCHAR", '
            || '"VideoDuration": "VARCHAR", "RecordStartTime": "VARCHAR", "RecordStopTime": "VARCHAR"}'
        ) as t
    from video_rows as v, first
    where v.import_no = $import_no and v.standing = 'refused'
),

texts as (
    select
        row_no, place, r,
        t.ragged as ragged,
        coalesce(lower(nullif(trim(t."DurationUnit"), '')), $unit) as unit,
        rules.main.plain_id(t."VideoId") as video_id, trim(t."VideoType") as kind_text,
        trim(t."VideoDuration") as duration_text,
        trim(t."RecordStartTime") as start_text, trim(t."RecordStopTime") as stop_text
    from numbered
),

valued as (
    select
        *,
        rules.main.kind_name(kind_text) as kind,
        rules.main.milliseconds(duration_text, unit) as duration_ms,
        rules.main.instant(start_text, $zone) as started_at,
        rules.main.instant(stop_text, $zone) as stopped_at
    from texts
)

select
    $import_no,
    coalesce(place, ($skip + row_no)::varchar),
    row_no,
    r,
    case
        when ragged is not null then [rules.main.whole_row_flaw(ragged)]
        else rules.main.row_flaws(
            video_id, kind_text, kind, duration_text, duration_ms, start_text, started_at, stop_text, stopped_at, unit, $has_day,
            $earliest, $latest
        )
    end
from valued
order by row_no
