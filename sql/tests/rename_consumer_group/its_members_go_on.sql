\ir ../include.psql
\ir ../consumer_groups.psql
SELECT plan(5);

SELECT pg_temp.group_of('g', 1), pg_temp.group_of('h') \g /dev/null
SELECT pg_temp.give('a', 1) \g /dev/null
SELECT pg_temp.enter('g', 'm') AS m \gset
SELECT pg_temp.fetch(:'m') \g /dev/null
SELECT pg_temp.raises('SELECT rename_consumer_group(''g'', ''h'')', 'SE005', 'a name that is taken');
SELECT rename_consumer_group('g', 'other') \g /dev/null
SELECT is(pg_temp.ack(:'m', 'a1'), 1::bigint, 'they settle');
SELECT is((SELECT slots_held FROM extend_consumer_group_lease(:'m')), 1, 'and extend');
SELECT pg_temp.raises('SELECT join_consumer_group(''g'', ''m'')', 'SE027', 'nobody joins under the old name');
SELECT isnt(pg_temp.enter('other', 'm'), NULL, 'but under the new');

SELECT * FROM finish();
ROLLBACK;
