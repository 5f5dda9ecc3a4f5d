-- statement: Set the refused rows of import $import_no aside, each with its place and everything that is wrong with it.
-- parameters: $import_no, $skip lines before the first row, $unit, $zone, $has_day true where a row needs no time
insert into refused_rows
with numbered as (
    select row_number() over () as row_no, place, standing, refused_row as r
    from video_rows
    where import_no = $import_no
),

texts as (
    select
        row_no, place, r,
        r ->> '$.ragged' as ragged,
        coalesce(lower(nullif(trim(r ->> '$.DurationUnit'), '')), $unit) as unit,
        trim(r ->> '$.VideoId') as video_id, trim(r ->> '$.VideoType') as kind_text,
        trim(r ->> '$.VideoDuration') as duration_text, trim(r ->> '$.VideoPlayTime') as play_text,
        trim(r ->> '$.RecordStartTime') as start_text, trim(r ->> '$.RecordStopTime') as stop_text,
        trim(r ->> '$.VideoSize') as size_text,
        trim(r ->> '$.Width') as width_text, trim(r ->> '$.Height') as height_text
    from numbered
    where standing = 'refused'
)

select
    $import_no,
    coalesce(place, ($skip + row_no)::varchar),
    row_no,
    r,
    case
        when ragged is not null then ['|' || split_part(ragged, ':', 1)]
        else list_filter(
            [
                if(rules.main.missing(video_id), 'VideoId|missing', null),
                case
                    when rules.main.missing(kind_text) then 'VideoType|missing'
                    when rules.main.kind_name(kind_text) is null then 'VideoType|unknown_kind'
                end,
                if(
                    unit in ('ms', 's'), rules.main.length_flaw('VideoDuration', duration_text, unit),
                    'DurationUnit|unknown_unit'
                ),
                if(
                    unit not in ('ms', 's') or rules.main.missing(play_text), null,
                    rules.main.length_flaw('VideoPlayTime', play_text, unit)
                ),
                rules.main.instant_flaw('RecordStartTime', start_text, $zone),
                rules.main.instant_flaw('RecordStopTime', stop_text, $zone),
                if(
                    not $has_day
                    and (rules.main.missing(start_text) or start_text = '0')
                    and (rules.main.missing(stop_text) or stop_text = '0'),
                    'RecordStopTime|no_time', null
                ),
                rules.main.optional_flaw('VideoSize', size_text, 999999999999999),
                rules.main.optional_flaw('Width', width_text, 2147483647),
                rules.main.optional_flaw('Height', height_text, 2147483647)
            ],
            lambda flaw : flaw is not null
        )
    end
from texts
order by row_no
