\ir ../include.psql
SELECT plan(5);

SELECT append_streams('{c}', '{a}', '{-1}', array_fill(1, ARRAY[6]), NULL, '{Big,Big,Big,Big,Odd,Small}',
    ARRAY[NULL, NULL, '{"a": 1}', NULL, NULL, '{}'],
    p_data_bytes => ARRAY['\x0102'::bytea, '\x010203', NULL, '\x01', '\x0102', NULL],
    p_content_types => ARRAY['application/json;encoding=zstd;size=100', 'application/json;encoding=zstd;size=50', NULL, 'application/json;encoding=gzip;size=20', 'image/x', NULL],
    p_tenants => '{squeeze}') \g /dev/null
SELECT append_streams('{c}', '{b}', '{-1}', '{1}', NULL, '{Big}', NULL, p_data_bytes => ARRAY['\x01'::bytea], p_content_types => '{a;encoding=lz4;size=4}', p_tenants => '{other}') \g /dev/null

SELECT results_eq('SELECT * FROM compression_statistics(''squeeze'')',
    'VALUES (''Big'', ''zstd'', 2::bigint, 150::bigint, 5::bigint, 0.033),
        (''Big'', ''gzip'', 1, 20, 1, 0.050),
        (''Big'', NULL, 1, 8, 8, 1.000),
        (''Odd'', NULL, 1, 2, 2, 1.000),
        (''Small'', NULL, 1, 2, 2, 1.000)', 'of a tenant, the largest saving first');
SELECT results_eq('SELECT * FROM compression_statistics(''other'')', 'VALUES (''Big'', ''lz4'', 1::bigint, 4::bigint, 1::bigint, 0.250)', 'of another');
SELECT is((SELECT sum(stored_size_bytes) FROM compression_statistics()), (SELECT sum(data_size_bytes) FROM statistics_by_event_type()), 'of all, and the stored bytes are those of the statistics');
SELECT is((SELECT sum(events) FROM compression_statistics()), (SELECT count(*)::numeric FROM events), 'each event counts once');
SELECT is_empty('SELECT * FROM compression_statistics(''nobody'')', 'of nobody');

SELECT * FROM finish();
ROLLBACK;
