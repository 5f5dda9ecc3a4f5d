-- statement: Keep a paid order, in place of what was known of it.
-- parameters: one for each column of vendor_deals
delete from vendor_deals where order_id = $order_id;
insert into vendor_deals values (
    $order_id, $bought_at, $product, $code, $action, $cents, $currency, $details, $document
);
