-- Each field of an event counts; a timestamp that was not given is not compared.
\ir ../include.psql
SELECT plan(11);

SELECT append_streams(
    '{order}', '{a}', '{0}', '{1}', ARRAY[pg_temp.id(1)], '{A}', '{1}', '{"{}"}', ARRAY[now()], '{c}', '{d}', '{u}', '{2}'
) \g /dev/null
CREATE FUNCTION pg_temp.again(
    p_type text DEFAULT 'A', p_data text DEFAULT '1', p_metadata text DEFAULT '{}', p_timestamp timestamptz DEFAULT now(),
    p_correlation text DEFAULT 'c', p_causation text DEFAULT 'd', p_user text DEFAULT 'u', p_version integer DEFAULT 2
) RETURNS boolean LANGUAGE sql AS
$$ SELECT already_stored FROM append_streams('{order}', '{a}', '{-1}', '{1}', ARRAY[pg_temp.id(1)], ARRAY[p_type], ARRAY[p_data],
    ARRAY[p_metadata], ARRAY[p_timestamp], ARRAY[p_correlation], ARRAY[p_causation], ARRAY[p_user], ARRAY[p_version]) $$;
SELECT ok(pg_temp.again(), 'the same is a repetition');
SELECT ok(pg_temp.again(p_timestamp => NULL), 'also without the timestamp');
SELECT pg_temp.raises('SELECT pg_temp.again(p_type => ''B'')', 'SE002', 'event type');
SELECT pg_temp.raises('SELECT pg_temp.again(p_data => ''1 '')', 'SE002', 'data, text for text');
SELECT pg_temp.raises('SELECT pg_temp.again(p_metadata => ''{"a":1}'')', 'SE002', 'metadata');
SELECT pg_temp.raises('SELECT pg_temp.again(p_metadata => NULL)', 'SE002', 'no metadata');
SELECT pg_temp.raises('SELECT pg_temp.again(p_timestamp => now() - interval ''1 second'')', 'SE002', 'timestamp');
SELECT pg_temp.raises('SELECT pg_temp.again(p_correlation => ''x'')', 'SE002', 'correlation id');
SELECT pg_temp.raises('SELECT pg_temp.again(p_causation => NULL)', 'SE002', 'causation id');
SELECT pg_temp.raises('SELECT pg_temp.again(p_user => '''')', 'SE002', 'user id');
SELECT pg_temp.raises('SELECT pg_temp.again(p_version => 1)', 'SE002', 'schema version');

SELECT * FROM finish();
ROLLBACK;
