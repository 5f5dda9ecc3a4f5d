-- statement: Of the rows of one video let exactly one count: that of the import that a person chose, then that of a
--   finished task, then that of any document but a callback, which is a hint that nobody signed, then the first.
-- parameters: none; reads temp table twins
update video_rows
set standing = elected.standing
from (
    select
        r.rowid as row_id,
        if(
            row_number() over (
                partition by r.video_id
                order by
                    c.import_no is null, r.status <> 'FINISHED', i.import_no is not null, r.import_no, r.rowid
            ) = 1,
            'counted', 'duplicate'
        )::standing as standing
    from video_rows as r
    left join choices as c on r.video_id = c.video_id and r.import_no = c.import_no
    left join imports as i on r.import_no = i.import_no and i.source = 'callback'
    where r.standing <> 'refused' and hash(r.video_id) in (select h from twins)
) as elected
where video_rows.rowid = elected.row_id and video_rows.standing <> elected.standing
