\ir ../include.psql
\ir ../consumer_groups.psql
SELECT plan(5);

SELECT pg_temp.group_of('g', 4) \g /dev/null
SELECT pg_temp.give('a', 1) \g /dev/null
SELECT pg_temp.enter('g', 'one') AS one \gset
SELECT pg_temp.enter('g', 'two') AS two \gset
SELECT pg_temp.vanish(:'one') \g /dev/null
SELECT pg_temp.raises(format('SELECT extend_consumer_group_lease(%L)', :'one'), 'SE028', 'even where nobody has taken over');
SELECT pg_temp.raises(format('SELECT fetch_consumer_group_events(%L)', :'one'), 'SE028', 'and nothing is handed out under it');
SELECT is((SELECT slots_held FROM extend_consumer_group_lease(:'two')), 4, 'whoever extends takes over');
SELECT pg_temp.raises(format('SELECT extend_consumer_group_lease(%L)', :'one'), 'SE028', 'and removes it');
SELECT pg_temp.raises('SELECT extend_consumer_group_lease(gen_random_uuid())', 'SE028', 'nor was this ever a member');

SELECT * FROM finish();
ROLLBACK;
