\ir ../include.psql
SELECT plan(7);

SELECT create_partitions('1985-01-01 00:00+00', '1985-03-01 00:00+00') \g /dev/null
SELECT head_position() AS start \gset
SELECT append_streams('{order}', '{a}', '{0}', '{1,1,1}', NULL, '{A,B,A}', '{1,2,3}', p_timestamps => '{1985-03-01 00:00+00,1985-01-31 23:59:59.999999+00,1985-02-01 00:00+00}') \g /dev/null
SELECT pg_temp.land();
SELECT results_eq(format('SELECT version FROM read_all(%s, p_from => %L, p_before => %L)', :start, f, u), format('SELECT unnest(%L::bigint[])', e), d)
FROM (VALUES
    (NULL, NULL, '{1,2,3}', 'all'), ('1985-02-01 00:00+00', NULL, '{1,3}', 'from'), (NULL, '1985-02-01 00:00+00', '{2}', 'before'),
    ('1985-02-01 00:00+00', '1985-03-01 00:00+00', '{3}', 'both'), ('1985-03-01 00:00:00.000001+00', '1986-01-01', '{}', 'none')
) AS t (f, u, e, d);
SELECT results_eq(format('SELECT version FROM read_event_type(''A'', %s, p_from => ''1985-02-01 00:00+00'', p_before => ''1985-03-01 00:00+00'')', :start), 'VALUES (3::bigint)', 'read_event_type as well');
SELECT results_eq(format('SELECT version FROM read_all(p_backwards => true, p_limit => 2, p_before => ''1985-03-02 00:00+00'', p_from => ''1985-01-01'')'), 'VALUES (3::bigint), (2)', 'backwards');

SELECT * FROM finish();
ROLLBACK;
