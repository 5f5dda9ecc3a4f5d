-- statement: How many ids of an import are numbers of which all digits after the fifteenth are 0, as a spreadsheet leaves them?
-- parameters: $import_no
-- columns: digits, videos, of_all (ids that are numbers of so many digits), example
with cut as (
    select strlen(video_id) as digits, count(*)::bigint as videos, min(video_id) as example
    from video_rows
    where
        import_no = $import_no and standing = 'counted'
        and ends_with(video_id, '0') and strlen(video_id) between 16 and 25 and regexp_full_match(video_id, '[1-9][0-9]{14}0+')
    group by strlen(video_id)
)

select
    digits, videos,
    (
        select count(*)::bigint
        from video_rows as v
        where v.import_no = $import_no and v.standing = 'counted' and strlen(v.video_id) = digits and v.video_id >= '0' and v.video_id < ':'
    ) as of_all,
    example
from cut
order by digits
