\ir ../include.psql
\ir ../consumer_groups.psql
SELECT plan(3);

SELECT pg_temp.group_of('g', 1) \g /dev/null
SELECT pg_temp.give('a', 2) \g /dev/null
SELECT pg_temp.enter('g', 'one') AS one \gset
SELECT pg_temp.fetch(:'one') \g /dev/null
SELECT stream_id, token FROM pg_temp.given LIMIT 1 \gset
SELECT reset_consumer_group('g', (SELECT min(delivered_position) FROM consumer_group_slots AS s JOIN consumer_groups AS g USING (group_id) WHERE name = 'g') - 2) \g /dev/null
SELECT is(pg_temp.fetch(:'one'), 'a1 a2', 'the same member has the same event again');
SELECT pg_temp.raises(format('SELECT acknowledge_consumer_group_events(%L, ARRAY[%s::bigint], ARRAY[%s::bigint], ARRAY[1::bigint])', :'one', :stream_id, :token), 'SE028', 'what it was given before it cannot settle');
SELECT is(pg_temp.ack(:'one', 'a1'), 1::bigint, 'but what it was given now');

SELECT * FROM finish();
ROLLBACK;
