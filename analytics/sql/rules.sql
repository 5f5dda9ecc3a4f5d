-- How a text becomes a value, in one place: the load uses the values, the explanation of refused rows the flaws.
-- A value is NULL where the text is missing or cannot be read; TRY_CAST alone would read '1.5' as 2.

-- A whole number: '42', '+42', '42.0'; NULL for '1.5', '1e3', 'abc' and for more than 15 digits.
create macro rules.main.whole(t) as
    case
        when try_cast(t as bigint)::varchar = t then case when length(t) <= 15 then t::bigint end
        when regexp_full_match(t, '[+-]?[0-9]{1,15}(\.0*)?') then split_part(t, '.', 1)::bigint
    end;

create macro rules.main.is_unit(u) as u in ('ms', 's', 'min', 'h', 'hh:mm:ss');

-- Milliseconds from a length in `unit`; seconds may have up to three decimals, minutes and hours, of which a third has
-- no end, are rounded half up.
-- A longer text is no number here, which keeps every value within 64 bits.
create macro rules.main.milliseconds(t, unit) as
    case
        when unit = 'ms' then rules.main.whole(t)
        when unit = 's' and regexp_full_match(t, '[+-]?([0-9]{1,12}(\.[0-9]{0,3}0*)?|\.[0-9]{1,3}0*)')
            then (t::decimal(38, 18) * 1000)::bigint
        when unit = 'min' and regexp_full_match(t, '[+-]?[0-9]{1,8}(\.[0-9]{1,18})?')
            then round(t::decimal(38, 18) * 60000)::bigint
        when unit = 'h' and regexp_full_match(t, '[+-]?[0-9]{1,6}(\.[0-9]{1,18})?')
            then round(t::decimal(38, 18) * 3600000)::bigint
        when unit = 'hh:mm:ss' and regexp_full_match(t, '-?[0-9]{1,6}:[0-5][0-9]:[0-5][0-9](\.[0-9]{0,3}0*)?')
            then if(starts_with(t, '-'), -1, 1) * (
                split_part(ltrim(t, '-'), ':', 1)::bigint * 3600000 + split_part(t, ':', 2)::bigint * 60000
                + (split_part(t, ':', 3)::decimal(18, 9) * 1000)::bigint
            )
    end;

-- The longest a file can be: published, a recording is stopped after 24 hours; clocks disagree by a twentieth at most.
create macro rules.main.longest_ms() as 90720000;
create macro rules.main.is_length(ms) as ms between 0 and rules.main.longest_ms();

-- What a row's length adds to the sums of a receipt: any number up to three years, so that every sum stays within 64 bits.
create macro rules.main.stated_ms(ms) as if(ms between 0 and 100000000000, ms, 0);

-- Whether a time says "not stated": nothing, 0, and what programs write where there is none, in whatever zone: MySQL's zero date,
-- the first day of the calendar (Go, .NET), the first of Unix time, and the last day there is.
-- Texts one by one: DuckDB makes a list of five a join.
create macro rules.main.is_unstated(t) as
    case
        when t is null then true
        when try_cast(t as bigint) between 0 and 86400 then true
        else
            case left(t, 10)
                when '' then true
                when '0000-00-00' then true when '0000-12-31' then true when '0001-01-01' then true when '0001-01-02' then true
                when '1969-12-31' then true when '1970-01-01' then true when '9999-12-30' then true when '9999-12-31' then true
                when '00/00/0000' then true
                else case t when '-62135596800' then true when '253402300799' then true else false end
            end
    end;

-- An instant in UTC from Unix seconds or ISO 8601; a text without an offset is in `zone`. NULL where it is not stated.
create macro rules.main.instant(t, zone) as
    case
        when rules.main.is_unstated(t) then null
        when rules.main.whole(t) between 1 and 9999999999
            then make_timestamp(rules.main.whole(t) * 1000000)
        when regexp_full_match(
            t, '\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)? ?(Z|z|[+-]\d\d(:?\d\d)?)'
        )
            then timezone('UTC', try_cast(
                regexp_replace(
                    replace(replace(upper(replace(t, ',', '.')), ' +', '+'), ' -', '-'), '([+-]\d\d)(\d\d)$', '\1:\2'
                ) as timestamptz
            ))
        when regexp_full_match(t, '\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?)?')
            then timezone('UTC', timezone(zone, try_cast(replace(t, ',', '.') as timestamp)))
    end;

create macro rules.main.missing(t) as t is null or t = '';

-- An id that a spreadsheet shortened to a number such as 1.4E+18, 1,4E+18 or 1.4e18: many ids become one. Most ids are longer,
-- so that few are looked at closely.
create macro rules.main.is_shortened(id) as
    case
        when strlen(id) < 24 and (contains(id, 'E') or contains(id, 'e')) and id[2] in ('.', ',', 'E', 'e')
            then regexp_full_match(id, '[0-9]([.,][0-9]*)?[Ee]\+?[0-9]{1,3}')
        else false
    end;

-- An id as the vendor wrote it, without what programs put around it: blanks of any kind and characters of no width, quotes, the apostrophe
-- and ="..." by which a spreadsheet marks a text, the .0 of a number; 32 hex digits, with or without dashes, in small letters.
-- Few ids have any of that, and only these are looked at closely: to ask for one character anywhere takes a quarter of the time of asking for it
-- at the end, or of writing the id in small letters.
create macro rules.main.bare_id(id) as
    regexp_replace(
        regexp_replace(
            regexp_replace(
                regexp_replace(id, '[\x{00ad}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}\x{feff}]', '', 'g'), '^''([^'']+)''$', '\1'
            ),
            '^[\s\p{Z}]*(=")?''*[\s\p{Z}]*|"?[\s\p{Z}]*$', '', 'g'
        ),
        '^([0-9]+)\.0+$', '\1'
    );

create macro rules.main.plain_id(id) as
    case
        when id is null then null
        when
            strlen(id) <> length(id) or id < '0' or (id >= '=' and id < '>')
            or contains(id, ' ') or contains(id, chr(9)) or contains(id, '.')
            or (
                strlen(id) in (32, 36)
                and (
                    contains(id, 'A') or contains(id, 'B') or contains(id, 'C')
                    or contains(id, 'D') or contains(id, 'E') or contains(id, 'F')
                )
            )
            then
                case
                    when regexp_full_match(
                        rules.main.bare_id(id), '[0-9A-Fa-f]{32}|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}'
                    )
                        then lower(rules.main.bare_id(id))
                    else rules.main.bare_id(id)
                end
        else id
    end;

-- The same values at a fraction of the time, for millions of texts that are mostly plain: `number` is
-- try_cast(t as bigint), worked out once by the caller, and only an odd text is trimmed and looked at closely.
create macro rules.main.trimmed(t) as
    case when strlen(t) = length(t) and not (t like ' %' or t like '% ') then t else trim(t) end;

create macro rules.main.quick_whole(number, t) as
    case when number::varchar = t and strlen(t) <= 15 then number else rules.main.whole(trim(t)) end;

create macro rules.main.quick_milliseconds(number, t, unit) as
    case
        when unit = 'ms' then rules.main.quick_whole(number, t)
        else rules.main.milliseconds(trim(t), unit)
    end;

create macro rules.main.quick_instant(seconds, t, zone) as
    case
        when seconds between 86401 and 9999999999 then make_timestamp(seconds * 1000000)
        else rules.main.instant(t, zone)
    end;

-- A text that `is_tidy`, which has no blank anywhere in its file, needs no look at all.
create macro rules.main.quick_trimmed(t, is_tidy) as if(is_tidy, t, rules.main.trimmed(t));

create macro rules.main.quick_upper(t, usual) as if(t = usual, t, upper(t));

-- Names one by one: DuckDB makes a list of five a join, and rows come out of a join in another order than they stand in the file.
create macro rules.main.kind_name(t) as
    case t
        when '0' then 'camera' when '1' then 'screen' when '2' then 'whiteboard'
        when '3' then 'mixed' when '4' then 'audio'
        else
            case lower(t)
                when 'camera' then 'camera' when 'screen' then 'screen' when 'whiteboard' then 'whiteboard'
                when 'mixed' then 'mixed' when 'audio' then 'audio'
            end
    end;

-- Why a recording ended, as one of the published reasons; '' where nothing is said. The older callback says usercall.
create macro rules.main.finish_name(t) as
    case
        when rules.main.missing(t) then ''
        when t in ('USER_CALL', 'AUTO', 'FORCE_STOP', 'EXCEPTION') then t
        when t = 'USERCALL' then 'USER_CALL'
        else 'OTHER'
    end;

-- The lines of a picture up to the next usual size, by its shorter side; 0 where it is not stated, 2160 for all above 1080.
create macro rules.main.picture_lines(width, height) as
    case
        when coalesce(least(width, height), 0) <= 0 then 0
        when least(width, height) <= 360 then 360
        when least(width, height) <= 480 then 480
        when least(width, height) <= 720 then 720
        when least(width, height) <= 1080 then 1080
        else 2160
    end;

create macro rules.main.picture_bit(width, height) as
    case rules.main.picture_lines(width, height)
        when 0 then 1 when 360 then 2 when 480 then 4 when 720 then 8 when 1080 then 16 else 32
    end;

-- A task as a number; a database that another DuckDB made has its small tables worked out anew when it is opened.
create macro rules.main.task_key(t) as hash(t);

-- What is wrong with a text, of which the value was worked out once by the caller: each time it stands in a question it
-- takes as long to plan as a thousand rows take to judge.
create macro rules.main.length_flaw(col, t, ms, unit) as
    case
        when rules.main.missing(t) then col || '|missing'
        when ms < 0 then col || '|negative'
        when ms <= rules.main.longest_ms() then null
        when ms is not null then col || '|long_file'
        when unit <> 'hh:mm:ss' and regexp_full_match(t, '[+-]?[0-9]+(\.0*)?') then col || '|too_large'
        when regexp_full_match(t, '[+-]?[0-9]*\.[0-9]+') then col || '|fraction_' || unit
        else col || '|not_a_number_' || unit
    end;

create macro rules.main.instant_flaw(col, t, instant, earliest, latest) as
    case
        when rules.main.is_unstated(t) or (instant >= earliest and instant < latest) then null
        when instant < earliest then col || '|too_early'
        when instant >= latest then col || '|too_late'
        when regexp_full_match(t, '\d{13}') then col || '|milliseconds'
        else col || '|not_a_time'
    end;

-- What is wrong with a row as it stands in its file, "name:detail" or, where one column is meant, "column|name:detail".
create macro rules.main.whole_row_flaw(ragged) as
    if(contains(split_part(ragged, ':', 1), '|'), '', '|') || split_part(ragged, ':', 1);

-- Everything that is wrong with a row of trimmed texts and their values, as column|name.
create macro rules.main.row_flaws(
    video_id, kind_text, kind, duration_text, duration_ms, start_text, started_at, stop_text, stopped_at, unit, has_day, earliest, latest
) as
    list_filter(
        [
            case
                when rules.main.missing(video_id) then 'VideoId|missing'
                when rules.main.is_shortened(video_id) then 'VideoId|shortened'
            end,
            case
                when rules.main.missing(kind_text) then 'VideoType|missing'
                when kind is null then 'VideoType|unknown_kind'
            end,
            if(
                rules.main.is_unit(unit), rules.main.length_flaw('VideoDuration', duration_text, duration_ms, unit),
                'DurationUnit|unknown_unit'
            ),
            rules.main.instant_flaw('RecordStartTime', start_text, started_at, earliest, latest),
            rules.main.instant_flaw('RecordStopTime', stop_text, stopped_at, earliest, latest),
            if(
                not has_day and rules.main.is_unstated(start_text) and rules.main.is_unstated(stop_text),
                'RecordStopTime|no_time', null
            )
        ],
        lambda flaw : flaw is not null
    );
-- The columns of the flat form, no rows: what a file lacks becomes NULL by a union with this.
create or replace view rules.main.no_rows as
select
    null::varchar as "SdkAppId", null::varchar as "TaskId", null::varchar as "RoomId",
    null::varchar as "RecordStartTime", null::varchar as "RecordStopTime",
    null::varchar as "Status", null::varchar as "FinishReason",
    null::varchar as "VideoId", null::varchar as "VideoType", null::varchar as "UserId",
    null::varchar as "VideoPlayTime", null::varchar as "VideoDuration",
    null::varchar as "VideoSize", null::varchar as "VideoFormat", null::varchar as "VideoUrl",
    null::varchar as "Width", null::varchar as "Height",
    null::varchar as "DurationUnit", null::varchar as "place", null::varchar as "ragged", null::varchar as "extra_0"
where false;

-- Whether a difference (view differences) is left to a person: `there` is what the row that counts says.
create macro rules.main.is_disputed(is_understood, is_weighty, there) as not is_understood and (is_weighty or there <> '');

-- In which unit does a file's length fill its clock? `ms` was read in a unit of `factor` milliseconds, 0 where each length says
-- its own. At least half of the clock is filled, for a lesson has pauses, and at most a twentieth more than all of it, for clocks
-- disagree. 'fits': as it was read; 'us', 'ms', 's', 'min': in that unit instead; 'part': too long for any larger unit; 'weak': short,
-- and in the next larger unit at least a twentieth of the clock; 'tiny': shorter; 'over': longer than the clock; 'untimed': no clock.
-- A length of less than five may happen to be the clock's in minutes.
create macro rules.main.unit_vote(ms, wall_s, factor) as
    case
        when wall_s is null or wall_s not between 1 and 400000000 then 'untimed'
        when ms between wall_s * 500 and wall_s * 1050 then 'fits'
        when ms > wall_s * 1050 then
            case
                when factor = 1 and ms between wall_s * 500000 and wall_s * 1050000 then 'us'
                when factor = 1000 and ms between wall_s * 500000 and wall_s * 1050000 then 'ms'
                when factor = 60000 and ms between wall_s * 30000 and wall_s * 63000 then 's'
                when factor = 60000 and ms between wall_s * 30000000 and wall_s * 63000000 then 'ms'
                when factor = 3600000 and ms between wall_s * 30000 and wall_s * 63000 then 'min'
                else 'over'
            end
        when factor not in (1, 1000) or ms * if(factor = 1, 1000, 60) > wall_s * 1050 then 'part'
        when factor = 1 and ms * 1000 >= wall_s * 500 then 's'
        when factor = 1 and ms >= 5 and ms * 60000 between wall_s * 500 and wall_s * 1050 then 'min'
        when factor = 1000 and ms * 60 >= wall_s * 500 then 'min'
        when ms * if(factor = 1, 1000, 60) >= wall_s * 50 then 'weak'
        else 'tiny'
    end;

-- The seconds from start to stop; NULL where one of them is not stated.
create macro rules.main.wall_s(started_at, stopped_at) as
    epoch_us(stopped_at) // 1000000 - epoch_us(started_at) // 1000000;

-- The votes of the files of a relation with kind, ms, started_at and stopped_at: by kind and vote how many, how many of them are
-- of at most 14,400 in the unit they were read in (as seconds four hours, as minutes ten days), how many have a length of 0 though
-- their clock is a minute or more, how many are longer than a file can be, and the longest.
create macro rules.main.unit_votes(files, factor) as table
    select
        coalesce(kind::varchar, '') as kind,
        if(ms > 0, rules.main.unit_vote(ms, wall_s, factor), 'zero') as vote,
        count(*)::bigint as files,
        count(*) filter (ms <= 14400::bigint * greatest(factor, 1))::bigint as short,
        count(*) filter (ms = 0 and wall_s >= 60)::bigint as empty,
        count(*) filter (ms > rules.main.longest_ms())::bigint as long,
        max(ms)::bigint as longest
    from (
        select kind, ms, rules.main.wall_s(started_at, stopped_at) as wall_s
        from query_table(files)
        where ms >= 0
    )
    group by 1, 2;

-- The clocks of the lessons in a relation with task, ms, play_ms, started_at and stopped_at. A row that has a clock of its own is a lesson by itself,
-- whatever its task. Sums over lessons with a clock: the end of their last file and the clock; how many they are, how many of
-- them it is filled in (`fits`) or too short for (`over`); `at_once`: stop in the second of their start; `backwards`: before it.
create macro rules.main.lesson_clocks(files) as table
    with lessons as (
        select
            max(ms + coalesce(play_ms, 0)) as span,
            max(ms) as longest,
            any_value(rules.main.wall_s(started_at, stopped_at)) as wall_s
        from query_table(files)
        where ms > 0 and started_at is not null and stopped_at is not null
        group by task, started_at, stopped_at
    ),

    judged as (
        select
            *,
            wall_s between 1 and 400000000 as is_timed,
            longest between wall_s * 500 and wall_s * 1050 or span between wall_s * 500 and wall_s * 1050 as is_filled
        from lessons
    )

    select
        coalesce(sum(span) filter (is_timed), 0)::bigint as span,
        coalesce(sum(wall_s) filter (is_timed), 0)::bigint as wall_s,
        count(*) filter (is_timed)::bigint as lessons,
        count(*) filter (is_timed and is_filled)::bigint as fits,
        count(*) filter (is_timed and not is_filled and span > wall_s * 1050 and longest <= rules.main.longest_ms())::bigint as over,
        count(*) filter (wall_s = 0)::bigint as at_once,
        count(*) filter (wall_s < 0)::bigint as backwards
    from judged;

-- The first files of a relation, also with place, whose vote is one of `votes`.
create macro rules.main.unit_doubts(files, factor, votes, most) as table
    select task, place
    from query_table(files)
    where
        ms >= 0
        and list_contains(
            votes, if(ms > 0, rules.main.unit_vote(ms, rules.main.wall_s(started_at, stopped_at), factor), 'zero')
        )
    limit most;

-- The moment that says on which day a recording is: its stop, or its start where days are cut there.
create macro rules.main.edge(midnight, started_at, stopped_at) as if(midnight = 'start', started_at, stopped_at);

-- A zone differs from UTC by whole quarters of an hour, so days and hours are worked out once a quarter, not once a file: the
-- quarter of a moment, and the time that it begins at in a zone.
create macro rules.main.quarter(moment) as epoch_us(moment) // 900000000;

create macro rules.main.there(quarter, zone) as timezone(zone, to_timestamp(quarter * 900));

-- The billing day of one recording, where there is no other to share the look with.
create macro rules.main.billing_day(zone, midnight, started_at, stopped_at) as
    rules.main.there(rules.main.quarter(rules.main.edge(midnight, started_at, stopped_at)), zone)::date;

-- The part of an amount that falls to `part` of `whole`, half up; parts of parts are differences of it.
create macro rules.main.portion(amount, part, whole) as (2 * amount::hugeint * part + whole) // (2 * whole);

-- Up to a whole minute.
create macro rules.main.minutes_up(ms) as (ms + 59999) // 60000 * 60000;

-- What a file counts: its length times a ratio, half up to a whole ms.
create macro rules.main.times(ms, numerator, denominator) as
    if(numerator = denominator, ms, ((2 * ms::hugeint * numerator + denominator) // (2 * denominator))::bigint);
