-- Customers that quotes are made for, by name: whom to write to, and what a quote for them begins with (JSON).
create table quote_customers (name varchar primary key, details varchar, who varchar, saved_at timestamp);
