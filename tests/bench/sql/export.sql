-- statement: Write an export that never was: lessons of 2 to 6 files in 300 rooms of 2 apps over 52 weeks, in order of
--   time, one row in 200 with a mistake; the same for the same $videos and $seed
-- parameters: $videos rows, $seed, $path of the CSV
copy (
    with lessons as (
        select
            range as lesson,
            md5(concat_ws('/', $seed, range)) as task,
            hash($seed, range, 'room') % 300 as room,
            hash($seed, range, 'fate') % 100 as fate,
            -- 5 school days of 1000 places and 2 weekend days of 500
            least(range * 52 * 6000 // ($videos // 4 + 1), 52 * 6000 - 1) as place,
            1800000 + (hash($seed, range, 'length') % 1800000)::bigint as span_ms,
            2 + hash($seed, range, 'files') % 5 as files
        from range($videos // 2 + 1)
    ),

    timed as (
        select
            *,
            1756684800  -- 2025-09-01, a Monday, 08:00 in Shanghai
            + place // 6000 * 604800
            + if(place % 6000 < 5000, place % 6000 // 1000, 5 + (place % 6000 - 5000) // 500) * 86400
            + if(place % 6000 < 5000, place % 1000, place % 500 * 2) * 50
            + (hash($seed, lesson, 'late') % 300)::bigint as start
        from lessons
    ),

    files as (
        select *, unnest(range(1, files::bigint + 1)) as file
        from timed
        limit $videos
    ),

    drawn as (
        select
            *,
            case
                when file = 1 then 2
                when file = 2 then 0
                when file in (3, 4) then if(hash($seed, task, file, 'kind') % 4 = 0, 1, 0)
                when file = 5 then 3
                else if(room % 5 < 3, 3, 4)
            end as kind,
            (hash($seed, task, file, 'begin') % (span_ms // 4)::ubigint)::bigint as begin_ms,
            (hash($seed, task, file, 'length') % (span_ms // 2)::ubigint)::bigint + span_ms // 4 as duration_ms,
            if(hash($seed, task, file, 'mistake') % 200 = 0, hash($seed, task, file, 'which') % 7, null) as mistake
        from files
    )

    select
        if(room % 5 < 3, 1400000001, 1400000002) as "SdkAppId",
        task[:20] as "TaskId",
        210101 + room as "RoomId",
        start as "RecordStartTime",
        if(mistake = 0, 'yesterday', (start + span_ms // 1000 + 2)::varchar) as "RecordStopTime",
        if(fate = 0, 'RECORDING', 'FINISHED') as "Status",
        case when fate > 15 then 'USER_CALL' when fate > 0 then 'AUTO' end as "FinishReason",
        case
            when mistake = 1 then null
            when room % 5 < 3 then (5285890781570653827 + $seed::bigint * 1000000000 + lesson * 8 + file)::varchar
            else md5(concat_ws('/', task, file))
        end as "VideoId",
        if(mistake = 2, '9', kind::varchar) as "VideoType",
        case
            when kind in (0, 4) then printf('student_%04d', hash($seed, task, file, 'user') % 2000)
            when kind = 1 then printf('tic_substream_teacher_%03d', room)
            when kind = 3 then printf('tic_mixstream_%d_101', 210101 + room)
        end as "UserId",
        begin_ms as "VideoPlayTime",
        case
            when mistake = 3 then 'abc'
            when mistake = 4 then '-' || duration_ms
            when mistake = 5 then duration_ms || '.5'
            when mistake = 6 then null
            else duration_ms::varchar
        end as "VideoDuration",
        duration_ms * 32 + begin_ms as "VideoSize",
        if(kind = 4, 'mp3', 'mp4') as "VideoFormat",
        printf('https://recordings.example.com/%s/%d.%s', task[:20], file, if(kind = 4, 'mp3', 'mp4')) as "VideoUrl",
        case when kind = 1 then 1920 when kind = 4 then 0 else 1280 end as "Width",
        case when kind = 1 then 1080 when kind = 4 then 0 else 720 end as "Height"
    from drawn
) to $path (format csv, header)
