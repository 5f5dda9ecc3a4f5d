-- statement: Withdraw a token.
-- parameters: $name
delete from api_tokens where name = $name
