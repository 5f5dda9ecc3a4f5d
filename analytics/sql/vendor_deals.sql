-- question: Which orders were paid, the newest first?
-- parameters: none
-- columns: order_id, bought_at (+08:00), product, code, action, cents, currency, details
select order_id, bought_at, product, code, action, cents, currency, details
from vendor_deals
order by bought_at desc, order_id
