-- statement: Of the vendor's lines for one day, app, room and product let one count: the first that brought the newest value.
-- parameters: $import_no whose lines came or are about to go, $stays false where they go
update vendor_usage
set standing = elected.standing
from (
    with keys as (
        select distinct day, app, room, sub_product from vendor_usage where import_no = $import_no
    ),

    lines as (
        select
            v.rowid as row_id, v.import_no, v.day, v.app, v.room, v.sub_product,
            v.value is distinct from lag(v.value) over (
                partition by v.day, v.app, v.room, v.sub_product order by v.import_no, v.rowid
            ) as is_news
        from vendor_usage as v
        inner join keys as k
            on v.day = k.day and v.app = k.app and v.room = k.room and v.sub_product is not distinct from k.sub_product
        where $stays or v.import_no <> $import_no
    )

    select
        row_id,
        if(
            row_number() over (
                partition by day, app, room, sub_product order by is_news desc, import_no desc, row_id desc
            ) = 1,
            'counted', 'duplicate'
        )::standing as standing
    from lines
) as elected
where vendor_usage.rowid = elected.row_id and vendor_usage.standing <> elected.standing
