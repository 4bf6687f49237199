\ir ../include.psql
SELECT plan(8);

SELECT pg_temp.fill('a', 3), pg_temp.fill('b', 2, 'invoice', 'acme', 'Billed') \g /dev/null
SELECT append_streams('{order}', '{c}', '{0}', '{1}', NULL, '{A}', NULL, p_data_bytes => ARRAY['\x0001'::bytea], p_content_types => '{x}') \g /dev/null
SELECT results_eq('SELECT events, streams, event_types, aggregate_types, first_position, last_position, is_exact FROM statistics()',
    'SELECT count(*), (SELECT count(*) FROM streams), count(DISTINCT event_type), count(DISTINCT aggregate_type), min(global_position), max(global_position), true FROM events');
SELECT results_eq('SELECT events, streams, event_types, aggregate_types FROM statistics(true, ''acme'')', 'VALUES (2::bigint, 1::bigint, 1::bigint, 1::bigint)', 'of a tenant');
SELECT cmp_ok((SELECT size_bytes FROM statistics()), '>', 0::bigint, 'a size');
SELECT is((SELECT is_exact FROM statistics(false)), false, 'estimates say that they are');
ANALYZE;
SELECT results_eq('SELECT events, streams, event_types, aggregate_types, first_position, last_position FROM statistics(false)', 'SELECT events, streams, event_types, aggregate_types, first_position, last_position FROM statistics()', 'after ANALYZE they are right, with so few');
SELECT results_eq('SELECT * FROM statistics_by_event_type()', 'SELECT event_type COLLATE "default", count(*), sum(coalesce(octet_length(data::text), octet_length(data_bytes)))::bigint, min(timestamp), max(timestamp) FROM events GROUP BY 1 ORDER BY 2 DESC, 1', 'by event type');
SELECT results_eq('SELECT * FROM statistics_by_aggregate_type()', 'SELECT aggregate_type COLLATE "default", count(*), count(DISTINCT (tenant, aggregate_id)), sum(coalesce(octet_length(data::text), octet_length(data_bytes)))::bigint, min(timestamp), max(timestamp) FROM events GROUP BY 1 ORDER BY 2 DESC, 1', 'by aggregate type');
SELECT is((SELECT data_size_bytes FROM statistics_by_aggregate_type('acme')), (SELECT data_size_bytes FROM statistics_by_event_type('acme')), 'the sizes are named alike');

SELECT * FROM finish();
ROLLBACK;
