-- statement: Take out the numbered names that no file has any more.
-- parameters: none
delete from usage_names
where id in (
    select id from usage_names
    except (select app from usage_files union select room from usage_files union select user from usage_files)
);
