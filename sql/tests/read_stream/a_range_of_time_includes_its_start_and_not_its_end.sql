\ir ../include.psql
SELECT plan(9);

SELECT create_partitions('1985-01-01 00:00+00', '1985-04-01 00:00+00') \g /dev/null
SELECT append_streams('{order}', '{a}', '{0}', '{1,1,1,1}', NULL, '{A,A,A,A}', '{1,2,3,4}', p_timestamps =>
    '{1985-03-01 00:00+00,1985-01-01 00:00+00,1985-02-01 00:00+00,1985-04-01 00:00+00}') \g /dev/null
SELECT results_eq(format('SELECT version FROM read_stream(''order'', ''a'', p_from => %L, p_before => %L)', f, u), format('SELECT unnest(%L::bigint[])', e), d)
FROM (VALUES
    (NULL, NULL, '{1,2,3,4}', 'all'),
    ('1985-02-01 00:00+00', NULL, '{1,3,4}', 'from, included'),
    (NULL, '1985-03-01 00:00+00', '{2,3}', 'before, excluded'),
    ('1985-02-01 00:00+00', '1985-03-01 00:00:00.000001+00', '{1,3}', 'both'),
    ('1985-02-01 00:00:00.000001+00', '1985-03-01 00:00+00', '{}', 'nothing between'),
    ('-infinity', 'infinity', '{1,2,3,4}', 'infinite'),
    ('1999-01-01', '1980-01-01', '{}', 'the wrong way round'),
    (NULL, '4714-11-24 00:00:00+00 BC', '{}', 'before the least timestamp'),
    (NULL, '1985-01-01 00:00:00.000001+00', '{2}', 'just after the first')
) AS t (f, u, e, d);

SELECT * FROM finish();
ROLLBACK;
