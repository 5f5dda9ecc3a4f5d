-- statement: Put another name in the place of a user's, wherever it is kept as a user's.
-- parameters: $user, $token (the name as JSON), $alias, $alias_token
-- Addresses of the user's files go too: the vendor writes names into them.
update video_rows set user_id = $alias, url = null where user_id = $user;
update video_rows set refused_row = replace(refused_row::varchar, $token, $alias_token)::json
where refused_row is not null and contains(refused_row::varchar, $token);
update video_rows set extra = list_transform(extra, lambda x: if(x = $user, $alias, x)) where list_contains(extra, $user);
update refused_rows
set
    source_row = replace(source_row::varchar, $token, $alias_token)::json,
    flaws = list_transform(flaws, lambda x: replace(replace(x, $token, $alias_token), $user, $alias))
where contains(source_row::varchar, $token);
update recording_rows set record_user_id = $alias where record_user_id = $user;
update recording_rows set document = replace(document::varchar, $token, $alias_token)::json
where document is not null and contains(document::varchar, $token);
update recording_rows set omitted = replace(omitted::varchar, $token, $alias_token)::json
where omitted is not null and contains(omitted::varchar, $token);
update callbacks set body = replace(body, $token, $alias_token) where contains(body, $token);
update group_rows set value = if(dimension = 'user_name', $alias, value), user_id = $alias where user_id = $user;
update budgets set value = $alias where dimension = 'user' and value = $user;
update notes set value = $alias where field = 'user' and value = $user;
update explore_views set link = replace(link, url_encode($user), url_encode($alias)) where contains(link, 'user=' || url_encode($user));
