-- question: Was any usage of a product told by the vendor?
-- parameters: $product
-- columns: is_told
select exists(select * from vendor_lines where lower(sub_product) = $product) as is_told
