-- By doing, not by looking at the catalog.
\ir ../include.psql
SELECT plan(14);
\ir ../roles.psql
SELECT pg_temp.fill('a', 3) \g /dev/null
SELECT pg_temp.land() \g /dev/null

SET LOCAL ROLE es_test_reader;
SELECT is((SELECT count(*) FROM read_stream('order', 'a')), 3::bigint, 'a reader reads a stream');
SELECT cmp_ok((SELECT count(*) FROM read_all()), '>=', 3::bigint, 'and all');
SELECT isnt_empty('SELECT * FROM health()', 'and the health');
SELECT lives_ok('SELECT * FROM statistics()', 'and the statistics');
SELECT is(pg_temp.raised($$ SELECT append_event('order', 'a', -1, 'A', '1') $$) ->> 'code', '42501', 'it does not append');
SELECT is(pg_temp.raised($$ SELECT save_checkpoint('p', 1) $$) ->> 'code', '42501', 'nor save a checkpoint');
SET LOCAL ROLE es_test_worker;
SELECT lives_ok($$ SELECT save_checkpoint('p', 1) $$, 'a worker saves a checkpoint');
SELECT is(pg_temp.raised($$ SELECT append_event('order', 'a', -1, 'A', '1') $$) ->> 'code', '42501', 'it does not append');
SET LOCAL ROLE es_test_writer;
SELECT lives_ok($$ SELECT append_event('order', 'a', 3, 'A', '1') $$, 'a writer appends one event');
SELECT lives_ok($$ SELECT append('order', 'b', 0, '[{"event_type": "A", "data": 1}, {"event_type": "B", "data": 2}]') $$, 'and several');
SELECT is(pg_temp.raised('SELECT create_partitions_ahead(1)') ->> 'code', '42501', 'it makes no partitions');
SELECT is(pg_temp.raised('SELECT change_setting(''bell_interval_milliseconds'', ''5'')') ->> 'code', '42501', 'and changes no settings');
SET LOCAL ROLE es_test_admin;
SELECT lives_ok('SELECT create_partitions_ahead(5)', 'an admin makes partitions');
SELECT lives_ok('SELECT change_setting(''bell_interval_milliseconds'', ''5'')', 'and changes settings');

RESET ROLE;
SELECT * FROM finish();
ROLLBACK;
