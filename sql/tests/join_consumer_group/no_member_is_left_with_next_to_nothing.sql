-- Tried: with the rounded-up share for all, nine members have 7 and one has 1.
\ir ../include.psql
\ir ../consumer_groups.psql
SELECT plan(6);

SELECT pg_temp.group_of('g', 64) \g /dev/null
CREATE TABLE pg_temp.members AS SELECT n, NULL::uuid AS id FROM generate_series(1, 10) AS n;
UPDATE pg_temp.members SET id = pg_temp.enter('g', 'm' || n);
DO $$ BEGIN FOR n IN 1 .. 2 LOOP PERFORM extend_consumer_group_lease(id) FROM pg_temp.members; END LOOP; END $$;
SELECT is((SELECT array_agg(slots ORDER BY slots) FROM list_consumer_group_members('g')), ARRAY[6, 6, 6, 6, 6, 6, 7, 7, 7, 7]::bigint[], 'six or seven each');
SELECT is((SELECT sum(fair_share) FROM pg_temp.members, extend_consumer_group_lease(id)), 64::bigint, 'the shares are all slots');
CREATE TABLE pg_temp.before AS SELECT slot, member_id, token FROM consumer_group_slots JOIN consumer_groups USING (group_id) WHERE name = 'g';
SELECT extend_consumer_group_lease(id) FROM pg_temp.members \g /dev/null
SELECT is_empty('SELECT slot, member_id, token FROM consumer_group_slots JOIN consumer_groups USING (group_id) WHERE name = ''g'' EXCEPT TABLE pg_temp.before', 'and nothing moves any more');
SELECT pg_temp.group_of('few', 2) \g /dev/null
SELECT pg_temp.enter('few', 'm1') AS m1, pg_temp.enter('few', 'm2') AS m2, pg_temp.enter('few', 'm3') AS m3 \gset
SELECT extend_consumer_group_lease(:'m2'), extend_consumer_group_lease(:'m3') \g /dev/null
SELECT is((SELECT array_agg(slots ORDER BY slots) FROM list_consumer_group_members('few')), ARRAY[0, 1, 1]::bigint[], 'more members than slots');
SELECT leave_consumer_group(id) FROM (SELECT member_id AS id FROM list_consumer_group_members('few') WHERE slots = 1 LIMIT 1) AS a \g /dev/null
SELECT extend_consumer_group_lease(member_id) FROM list_consumer_group_members('few') \g /dev/null
SELECT is((SELECT array_agg(slots ORDER BY slots) FROM list_consumer_group_members('few')), ARRAY[1, 1]::bigint[], 'who had none takes over');
SELECT is((SELECT free_slots FROM list_consumer_groups() WHERE name = 'few'), 0::bigint, 'and none is free');

SELECT * FROM finish();
ROLLBACK;
