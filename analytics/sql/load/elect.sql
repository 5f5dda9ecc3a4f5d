-- statement: Of the rows of one video let exactly one count: that of the import that a person chose, then that of a
--   finished task, then that of any document but a callback, which is a hint that nobody signed, then the first.
-- parameters: none; reads temp table twins
-- leaves: temp table elected (import_no, row_id, is_here, standing), the rows that stand otherwise than before
create or replace temp table elected as
select import_no, row_id, is_here, standing
from (
    select
        r.import_no, r.row_id, r.lake_month = '' as is_here, r.standing as before,
        if(
            row_number() over (
                partition by r.video_id
                order by
                    c.import_no is null, r.status <> 'FINISHED', i.import_no is not null, r.import_no, r.row_id
            ) = 1,
            'counted', 'duplicate'
        )::standing as standing
    from all_video_rows as r
    left join choices as c on r.video_id = c.video_id and r.import_no = c.import_no
    left join imports as i on r.import_no = i.import_no and i.source = 'callback'
    where r.standing <> 'refused' and hash(r.video_id) in (select h from twins)
)
where standing <> before;

update video_rows
set standing = elected.standing
from elected
where video_rows.rowid = elected.row_id and elected.is_here;

delete from lake_standings
using elected
where lake_standings.import_no = elected.import_no and lake_standings.row_id = elected.row_id and not elected.is_here;

insert into lake_standings
select import_no, row_id, standing
from elected
where not is_here;
