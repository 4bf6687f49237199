\ir ../include.psql
\ir ../consumer_groups.psql
SELECT head_position() AS start \gset
\ir ../tenants.psql
SELECT plan(9);

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pg_temp TO PUBLIC;
SELECT create_consumer_group('g', 'a', p_position => :start), create_consumer_group('g', 'b'), create_consumer_group('g') \g /dev/null
SET LOCAL SESSION AUTHORIZATION es_test_login_a;
SELECT results_eq('SELECT tenant FROM list_consumer_groups()', ARRAY['a'], 'its own');
SELECT pg_temp.raises('SELECT join_consumer_group(''g'', ''m'')', 'SE021', 'not that of all');
SELECT pg_temp.raises('SELECT join_consumer_group(''g'', ''m'', ''b'')', 'SE021', 'nor that of another');
SELECT pg_temp.raises('SELECT delete_consumer_group(''g'', ''b'')', 'SE021', 'nor deletes it');
SELECT member_id FROM join_consumer_group('g', 'm', 'a') \gset
SELECT results_eq(format('SELECT DISTINCT tenant FROM fetch_consumer_group_events(%L)', :'member_id'), ARRAY['a'], 'it is handed its own events');
RESET SESSION AUTHORIZATION;
SET LOCAL SESSION AUTHORIZATION es_test_login_b;
SELECT pg_temp.raises(format('SELECT fetch_consumer_group_events(%L)', :'member_id'), 'SE028', 'nobody else fetches for its member');
SELECT pg_temp.raises(format('SELECT extend_consumer_group_lease(%L)', :'member_id'), 'SE028', 'or extends');
SELECT ok(NOT leave_consumer_group(:'member_id'), 'or leaves');
RESET SESSION AUTHORIZATION;
SET LOCAL SESSION AUTHORIZATION es_test_login_all;
SELECT results_eq('SELECT tenant, is_for_all_tenants FROM list_consumer_groups()', $$ VALUES ('', true), ('a', false), ('b', false) $$, 'who has all sees all');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
