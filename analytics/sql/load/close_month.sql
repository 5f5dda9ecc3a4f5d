-- statement: Keep that a month was closed or reopened.
-- parameters: $month, $action, $by_name, $happened_at (UTC), $edition, $zone, $midnight, $fingerprint, $plan, $total, $currency, $settlement, $reconciliation
insert into month_events
select
    (select coalesce(max(number), 0) + 1 from month_events), $month, $action, $by_name, $happened_at, $edition, $zone, $midnight,
    $fingerprint, $plan, $total, $currency, $settlement, $reconciliation
