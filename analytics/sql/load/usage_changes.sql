-- statement: Which lines of the vendor's usage does an import give another value than an earlier import did?
-- parameters: $import_no, $most
-- columns: day, app, room, sub_product, value, earlier, other_import, of_all: of the first $most, how many there are
with changed as (
    select v.day, v.app, v.room, v.sub_product, v.value, e.value as earlier, i.import_id as other_import
    from vendor_usage as v
    inner join vendor_usage as e
        on v.day = e.day and v.app = e.app and v.room = e.room and v.sub_product is not distinct from e.sub_product
    inner join imports as i on e.import_no = i.import_no
    where
        v.import_no = $import_no and v.standing = 'counted' and e.import_no < $import_no and e.value <> v.value
    qualify row_number() over (
        partition by v.day, v.app, v.room, v.sub_product order by e.import_no desc, e.rowid desc
    ) = 1
)

select *, count(*) over () as of_all
from changed
order by day, app, room, sub_product
limit $most
