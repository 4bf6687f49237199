\ir ../../../sql/tests/include.psql
SELECT plan(16);

-- What a DBA may have added to the partition: an index, a trigger, a right, a policy, a setting, a constraint.
SELECT create_partitions('1985-01-01 00:00+00', '1985-02-01 00:00+00') \g /dev/null
SELECT append_streams('{compress}', '{a}', '{-1}', array_fill(1, ARRAY[600]), NULL, array_fill('A'::text, ARRAY[600]),
    ARRAY(SELECT format('{"n": %s, "text": "%s"}', n, repeat('the same again ', 60)) FROM generate_series(1, 600) AS n),
    ARRAY(SELECT format('{"key": "%s"}', n) FROM generate_series(1, 600) AS n),
    ARRAY(SELECT timestamptz '1985-01-01 00:00+00' + n * interval '1 hour' FROM generate_series(1, 600) AS n)) \g /dev/null
SELECT append_streams('{compress}', '{b}', '{-1}', '{1}', NULL, '{B}', NULL, p_data_bytes => ARRAY[convert_to(repeat('bytes', 400), 'UTF8')], p_content_types => '{text/plain}', p_timestamps => '{1985-01-03 00:00+00}') \g /dev/null
CREATE ROLE "odd ""reader""";
GRANT SELECT ON events_1985_01 TO "odd ""reader""" WITH GRANT OPTION;
CREATE UNIQUE INDEX "odd ""index""" ON events_1985_01 (event_id) WHERE version > 0;
CREATE FUNCTION pg_temp.nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER "odd trigger" BEFORE DELETE ON events_1985_01 FOR EACH STATEMENT EXECUTE FUNCTION pg_temp.nothing();
ALTER TABLE events_1985_01 SET (autovacuum_enabled = false, fillfactor = 90);
ALTER TABLE events_1985_01 ADD CONSTRAINT positive CHECK (version > 0);
CREATE POLICY odd ON events_1985_01 FOR SELECT TO "odd ""reader""" USING (tenant = '');
CREATE TEMPORARY TABLE events_before ON COMMIT DROP AS SELECT * FROM events_1985_01;
CREATE FUNCTION pg_temp.shape() RETURNS TABLE (kind text, text text) LANGUAGE sql AS $$
    SELECT 'index', pg_get_indexdef(indexrelid) || indisvalid || coalesce((SELECT inhparent::regclass::text FROM pg_inherits WHERE inhrelid = indexrelid), '') FROM pg_index WHERE indrelid = 'events_1985_01'::regclass
    UNION ALL SELECT 'trigger', pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = 'events_1985_01'::regclass
    UNION ALL SELECT 'constraint', conname || pg_get_constraintdef(oid) || coninhcount || conislocal FROM pg_constraint WHERE conrelid = 'events_1985_01'::regclass
    UNION ALL SELECT 'right', a::text FROM pg_class, unnest(relacl) AS a WHERE oid = 'events_1985_01'::regclass
    UNION ALL SELECT 'policy', policyname || qual || roles::text || cmd FROM pg_policies WHERE tablename = 'events_1985_01'
    UNION ALL SELECT 'option', o FROM pg_class, unnest(reloptions) AS o WHERE oid = 'events_1985_01'::regclass
    UNION ALL SELECT 'bounds', pg_get_expr(relpartbound, oid) FROM pg_class WHERE oid = 'events_1985_01'::regclass
    UNION ALL SELECT 'column', concat_ws(' ', attname, atttypid::regtype, attnotnull, attcollation, attinhcount) FROM pg_attribute WHERE attrelid = 'events_1985_01'::regclass AND attnum > 0
$$;
CREATE TEMPORARY TABLE shape_before ON COMMIT DROP AS SELECT * FROM pg_temp.shape();

SELECT pg_temp.raises('SELECT compress_partition(''events_1985_01'')', 'SE020', 'not while it is open');
SELECT close_partition('events_1985_01');
SELECT * FROM compress_partition('events_1985_01') \gset
SELECT is(:events, 601, 'all events');
SELECT cmp_ok(:bytes_after, '<', :bytes_before, 'in fewer bytes');
SELECT set_eq('SELECT * FROM pg_temp.shape()', 'SELECT * FROM shape_before', 'indexes, triggers, constraints, rights, policies, settings, columns');
SELECT set_eq(
    'SELECT global_position, stream_id, version, timestamp, recorded_at, event_id, schema_version, tenant, aggregate_type, aggregate_id, event_type, content_type, data::text, data_bytes, metadata::text, checksum FROM events_1985_01',
    'SELECT global_position, stream_id, version, timestamp, recorded_at, event_id, schema_version, tenant, aggregate_type, aggregate_id, event_type, content_type, data::text, data_bytes, metadata::text, checksum FROM events_before',
    'every value'
);
SELECT is((SELECT array_agg(DISTINCT pg_column_compression(data)) FROM events_1985_01 WHERE data IS NOT NULL), '{lz4}', 'JSON is lz4');
SELECT is((SELECT pg_column_compression(data_bytes) FROM events_1985_01 WHERE data_bytes IS NOT NULL), 'lz4', 'bytes are lz4');
SELECT is(pg_relation_size((SELECT reltoastrelid FROM pg_class WHERE oid = 'events_1985_01'::regclass)), 0::bigint, 'within their rows');
SELECT is((SELECT compressed_at IS NOT NULL FROM list_partitions() WHERE partition_name = 'events_1985_01'), true, 'it is listed as compressed');
SELECT is((SELECT count(*) FROM pg_class WHERE relname LIKE 'compressing%' AND relnamespace = current_schema()::regnamespace), 0::bigint, 'nothing else is left');
SELECT is((SELECT count(*) FROM read_stream('compress', 'a')), 600::bigint, 'it is read');
SELECT is_empty('SELECT * FROM verify_streams()', 'verified');
SELECT open_partition('events_1985_01');
SELECT is((SELECT stream_version FROM append_event('compress', 'a', 600, 'A', '1', p_timestamp => '1985-01-09 00:00+00')), 601::bigint, 'and appended to again');

SELECT detach_partition('events_1985_01'), compress_partition('events_1985_01') \g /dev/null
SELECT is((SELECT state FROM partitions WHERE partition_name = 'events_1985_01'), 'detached', 'a detached one stays so');
SELECT attach_partition('events_1985_01');
SELECT set_eq('SELECT * FROM pg_temp.shape()', 'SELECT * FROM shape_before', 'and can be attached');

SET LOCAL event_store.change = 'on';
UPDATE events_1985_01 SET event_type = 'Z' WHERE version = 7;
SELECT close_partition('events_1985_01');
SELECT pg_temp.raises('SELECT compress_partition(''events_1985_01'')', 'SE023', 'damage is not carried on');

SELECT * FROM finish();
ROLLBACK;
