\ir ../include.psql
\ir ../consumer_groups.psql
SELECT plan(9);

SELECT pg_temp.group_of('g', 8) \g /dev/null
SELECT pg_temp.give('s' || n) FROM generate_series(1, 60) AS n \g /dev/null
SELECT pg_temp.enter('g', 'one') AS one \gset
SELECT results_eq('SELECT name COLLATE "default", slots FROM list_consumer_group_members(''g'')', $$ VALUES ('one', 8::bigint) $$, 'all to the first');
SELECT isnt(pg_temp.fetch(:'one'), NULL, 'who has events of all');
SELECT pg_temp.enter('g', 'two') AS two \gset
SELECT is((SELECT slots_held FROM extend_consumer_group_lease(:'two')), 0, 'the second waits until they are settled');
SELECT is(pg_temp.fetch(:'two'), NULL, 'and gets nothing meanwhile');
SELECT ok((SELECT look_again_after <= interval '100 milliseconds' FROM extend_consumer_group_lease(:'two')), 'but looks again soon');
SELECT acknowledge_consumer_group_events(:'one', array_agg(stream_id), array_agg(token), array_agg(version)) FROM pg_temp.given \g /dev/null
SELECT is((SELECT slots_held FROM extend_consumer_group_lease(:'two')), 4, 'then it has its half');
SELECT pg_temp.enter('g', 'three') AS three \gset
SELECT is((SELECT array_agg(slots ORDER BY slots) FROM list_consumer_group_members('g')), ARRAY[2, 3, 3]::bigint[], 'a third each');
SELECT leave_consumer_group(:'one') \g /dev/null
SELECT extend_consumer_group_lease(:'two'), extend_consumer_group_lease(:'three') \g /dev/null
SELECT is((SELECT array_agg(slots) FROM list_consumer_group_members('g')), ARRAY[4, 4]::bigint[], 'halves again');
SELECT pg_temp.raises('SELECT join_consumer_group(''absent'', ''m'')', 'SE027', 'a group that is not there');

SELECT * FROM finish();
ROLLBACK;
