-- statement: Of the rows of one video let exactly one count: that of a finished task before any other, then the first.
-- parameters: none; reads temp table twins
update video_rows
set standing = elected.standing
from (
    select
        rowid as row_id,
        if(
            row_number() over (
                partition by video_id order by status <> 'FINISHED', import_no, rowid
            ) = 1,
            'counted', 'duplicate'
        )::standing as standing
    from video_rows
    where standing <> 'refused' and hash(video_id) in (select h from twins)
) as elected
where video_rows.rowid = elected.row_id and video_rows.standing <> elected.standing
