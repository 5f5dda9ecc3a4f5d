-- question: Which customers are kept?
-- parameters: none
-- columns: name, details (JSON), who, saved_at (UTC)
select name, details, who, saved_at from quote_customers order by lower(name), name
