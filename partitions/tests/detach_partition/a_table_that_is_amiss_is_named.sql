-- A detached month whose table was moved, dropped, or given to another role.
-- Tried: without require_partition_table() in detached_position and detached_version the reads end with 42P01 and 42501; with
-- to_regclass() in place of partition_table() verify_streams and list_partitions do; without the look at the owner the last drops.
\ir ../../../sql/tests/include.psql
SELECT plan(22);
\ir ../../../sql/tests/roles.psql
CREATE ROLE es_test_stranger;
GRANT CREATE, USAGE ON SCHEMA :"schema" TO es_test_stranger;
SELECT create_partitions_ahead(3), create_partitions('1985-01-01 00:00+00', '1985-02-01 00:00+00') \g /dev/null
SELECT head_position() AS head \gset
SELECT append_event('amiss', 'a', -1, 'A', '1', p_timestamp => format('1985-0%s-05 00:00+00', n)::timestamptz) FROM generate_series(1, 2) AS n \g /dev/null
SELECT pg_temp.land();
SELECT detach_partition('events_1985_01');
CREATE SCHEMA es_test_archive;
CREATE FUNCTION pg_temp.check() RETURNS text LANGUAGE sql AS $$ SELECT d.severity || ' ' || d.found FROM doctor() AS d WHERE d.name = 'partition_registry' $$;
SELECT matches(pg_temp.check(), '^ok', 'all is well');

SAVEPOINT before;
ALTER TABLE events_1985_01 SET SCHEMA es_test_archive;
SELECT pg_temp.raises(c.call, 'SE020', 'moved: ' || c.call)
FROM unnest(ARRAY[
    format('SELECT read_all(%s)', :head), 'SELECT read_stream(''amiss'', ''a'')', 'SELECT drop_partition(''events_1985_01'')',
    'SELECT drop_partition_statements(''events_1985_01'')', 'SELECT attach_partition(''events_1985_01'')', 'SELECT compress_partition(''events_1985_01'')',
    'SELECT delete_stream_permanently(''amiss'', ''a'', -1)'
]) AS c (call);
SELECT matches(pg_temp.detail_of('SELECT attach_partition(''events_1985_01'')') ->> 'statement', 'SET SCHEMA event_store', 'with what to do');
SELECT results_eq($$ SELECT state, events, size_bytes, first_position FROM list_partitions() WHERE partition_name = 'events_1985_01' $$, $$ VALUES ('detached', 0::bigint, 0::bigint, NULL::bigint) $$, 'it is listed');
SELECT is((SELECT size_bytes FROM partition_overview WHERE partition_name = 'events_1985_01'), NULL, 'in the view, too');
SELECT is(pg_temp.check(), 'critical registered as detached, and the table cannot be used: events_1985_01 (gone from this schema)', 'the doctor names it');
SELECT pass_over_partition('events_1985_01') \g /dev/null
SELECT results_eq('SELECT version FROM read_stream(''amiss'', ''a'')', 'VALUES (2::bigint)', 'reads can go on without it');
ROLLBACK TO before;

ALTER TABLE events_1985_01 OWNER TO es_test_stranger;
SET LOCAL ROLE es_test_owner;
SELECT pg_temp.raises(c.call, 'SE020', 'given away: ' || c.call)
FROM unnest(ARRAY['SELECT read_stream(''amiss'', ''a'')', 'SELECT attach_partition(''events_1985_01'')', 'SELECT drop_partition(''events_1985_01'')']) AS c (call);
SELECT is(pg_temp.detail_of('SELECT attach_partition(''events_1985_01'')') ->> 'statement', 'ALTER TABLE events_1985_01 OWNER TO es_test_owner', 'with the statement that gives it back');
SELECT is((SELECT first_position FROM list_partitions() WHERE partition_name = 'events_1985_01'), NULL, 'it is listed without positions');
SELECT lives_ok('SELECT * FROM verify_streams()', 'the streams can be verified');
SELECT matches(pg_temp.check(), '^critical .*events_1985_01 \(of the role es_test_stranger\)', 'the doctor names whose it is');
SELECT lives_ok($$ SELECT detach_partition('events_1985_02'), compress_partition('events_1985_02'), attach_partition('events_1985_02'), maintain_partitions() $$, 'other months do not mind');
SET LOCAL ROLE es_test_stranger;
GRANT SELECT ON events_1985_01 TO es_test_owner;
SET LOCAL ROLE es_test_owner;
SELECT pg_temp.raises('SELECT drop_partition(''events_1985_01'', true, 1)', 'SE020', 'one that may be read, and not dropped, is refused before the first batch');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
