-- The commit after which the rows of an import, or which of them count, were last changed: what was worked out of a month holds
-- until one of its imports changes. Imports of before this step have none.
create table import_editions (import_no integer, edition bigint);
