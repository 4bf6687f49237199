\ir ../../../sql/tests/include.psql
SELECT plan(10);

SELECT create_partitions('1985-01-01 00:00+00', '1985-01-01 00:00+00') \g /dev/null
SELECT append_event('attach', 'a', -1, 'A', '1', p_timestamp => '1985-01-05 00:00+00') FROM generate_series(1, 3) \g /dev/null
SELECT pg_temp.raises('SELECT attach_partition(''events_1985_01'')', 'SE020', 'what is attached');
SELECT detach_partition('events_1985_01');
PREPARE attach AS SELECT attach_partition('events_1985_01');

SAVEPOINT sound;
ALTER TABLE events_1985_01 ADD COLUMN note text;
ALTER TABLE events_1985_01 ALTER COLUMN user_id TYPE varchar(9);
SELECT is(pg_temp.detail_of('EXECUTE attach')::jsonb -> 'columns', '["note", "user_id", "user_id"]', 'other columns');
ROLLBACK TO sound;
INSERT INTO events_1985_01 SELECT e.global_position, e.stream_id, 17, e.timestamp, e.recorded_at, gen_random_uuid(), e.schema_version, e.tenant, e.aggregate_type, e.aggregate_id, e.event_type, NULL, NULL, NULL, NULL, e.data, NULL, NULL, e.checksum FROM events_1985_01 AS e LIMIT 1;
SELECT is((pg_temp.detail_of('EXECUTE attach') ->> 'unknown_events')::bigint, 1::bigint, 'events that the store does not know');
ROLLBACK TO sound;
DROP TABLE events_1985_01;
SELECT pg_temp.raises('EXECUTE attach', 'SE020', 'a table that is gone');
ROLLBACK TO sound;
UPDATE partitions SET upper_bound = '1985-01-02 00:00+00' WHERE partition_name = 'events_1985_01';
SELECT pg_temp.raises('EXECUTE attach', 'SE020', 'rows of another month');
ROLLBACK TO sound;

DROP TRIGGER refuse_change ON events_1985_01;
SELECT lives_ok('EXECUTE attach', 'what was detached fits');
SELECT is((SELECT count(*) FROM pg_trigger WHERE tgrelid = 'events_1985_01'::regclass AND tgname = 'refuse_change'), 1::bigint, 'it is append-only, however it came back');
SELECT is((SELECT count(*) FROM pg_constraint WHERE conrelid = 'events_1985_01'::regclass AND contype <> 'n'), 1::bigint, 'no further constraint is left on it');
SELECT is((SELECT count(*) FROM read_stream('attach', 'a')), 3::bigint, 'and is read');
SELECT results_eq('SELECT state, last_position FROM partitions WHERE partition_name = ''events_1985_01''', 'VALUES (''attached'', NULL::bigint)', 'its last position is open again');

SELECT * FROM finish();
ROLLBACK;
