-- statement: Write DescribeOnlineRecord answers that never were, one a line: tasks of 2 to 6 files as the vendor writes
--   them; the same for the same $documents and $seed
-- parameters: $documents, $seed, $path of the file
copy (
    with tasks as (
        select
            range as task,
            md5(concat_ws('/', $seed, range)) as id,
            210101 + hash($seed, range, 'room') % 300 as room,
            1756684800 + range * 31449600 // $documents as start,
            1800000 + (hash($seed, range, 'length') % 1800000)::bigint as span_ms,
            range(2 + (hash($seed, range, 'files') % 5)::bigint) as files
        from range($documents)
    )

    select
        {
            'ExceptionCnt': 0,
            'FinishReason': if(task % 7 = 0, 'AUTO', 'USER_CALL'),
            'GroupId': room::varchar,
            'Interrupts': []::integer[],
            'OmittedDurations': []::integer[],
            'RecordStartTime': start,
            'RecordStopTime': start + span_ms // 1000 + 2,
            'RecordUserId': printf('tic_record_user_%d_%s', room, id[:8]),
            'ReplayUrl': printf('https://recordings.example.com/%s/replay.m3u8', id[:20]),
            'RequestId': id[21:],
            'RoomId': room,
            'Status': if(task % 100 = 0, 'RECORDING', 'FINISHED'),
            'TaskId': id[:20],
            'TotalTime': span_ms,
            'VideoInfos': list_transform(files, lambda file: {
                'Height': 720,
                'UserId': case
                    when file = 0 then ''
                    when file > 3 then printf('tic_mixstream_%d_101', room)
                    else printf('student_%04d', hash($seed, task, file, 'user') % 2000)
                end,
                'VideoDuration': span_ms - file * 60000,
                'VideoFormat': 'mp4',
                'VideoId': md5(concat_ws('/', id, file)),
                'VideoPlayTime': file * 60000,
                'VideoSize': (span_ms - file * 60000) * 32,
                'VideoType': case when file = 0 then 2 when file > 3 then 3 else 0 end,
                'VideoUrl': printf('https://recordings.example.com/%s/%d.mp4', id[:20], file),
                'Width': 1280
            })
        } as "Response"
    from tasks
    order by task
) to $path (format json)
