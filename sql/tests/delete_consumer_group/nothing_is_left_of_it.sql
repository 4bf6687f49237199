\ir ../include.psql
\ir ../consumer_groups.psql
SELECT plan(4);

SELECT pg_temp.group_of('g', 1) \g /dev/null
SELECT pg_temp.give('a', 1) \g /dev/null
SELECT pg_temp.enter('g', 'm') AS m \gset
SELECT pg_temp.fetch(:'m') \g /dev/null
SELECT ok(delete_consumer_group('g'), 'deleted');
SELECT ok(NOT delete_consumer_group('g'), 'once');
SELECT pg_temp.raises(format('SELECT pg_temp.ack(%L, ''a1'')', :'m'), 'SE028', 'its members are none any more');
SELECT is_empty('SELECT FROM consumer_group_slots UNION ALL SELECT FROM consumer_group_members UNION ALL SELECT FROM consumer_group_streams', 'and no row is left');

SELECT * FROM finish();
ROLLBACK;
