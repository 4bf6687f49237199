\ir ../include.psql
SELECT plan(11);

SELECT pg_temp.fill('a', 1, p_tenant => ''), pg_temp.fill('a', 2, p_tenant => 'acme'), pg_temp.fill('a', 3, p_tenant => 'ACME') \g /dev/null
SELECT pg_temp.land();
SELECT results_eq(
    $$ SELECT stream_version('order', 'a'), stream_version('order', 'a', 'acme'), stream_version('order', 'a', 'ACME'), stream_version('order', 'a', 'x') $$,
    $$ VALUES (1::bigint, 2::bigint, 3::bigint, 0::bigint) $$, 'versions'
);
SELECT is((SELECT count(*) FROM read_stream('order', 'a', p_tenant => 'acme')), 2::bigint, 'read_stream');
SELECT is((SELECT count(*) FROM read_all(p_tenant => 'acme') WHERE aggregate_id = 'a'), 2::bigint, 'read_all');
SELECT is((SELECT count(*) FROM read_all(p_tenant => '') WHERE aggregate_id = 'a'), 1::bigint, 'read_all without a tenant');
SELECT is((SELECT count(*) FROM read_aggregate_type('order', p_tenant => 'ACME')), 3::bigint, 'read_aggregate_type');
SELECT is((SELECT count(*) FROM read_event_type('Happened', p_tenant => 'acme')), 2::bigint, 'read_event_type');
SELECT is((SELECT count(*) FROM list_streams(p_tenant => 'acme')), 1::bigint, 'list_streams');
SELECT event_id AS id FROM read_stream('order', 'a', p_tenant => 'acme', p_limit => 1) \gset
SELECT results_eq(
    format('SELECT event_exists(%1$L), event_exists(%1$L, ''acme''), (SELECT count(*) FROM read_event(%1$L))', :'id'),
    $$ VALUES (false, true, 0::bigint) $$, 'read_event and event_exists'
);
SELECT is((SELECT events FROM statistics(true, 'acme')), 2::bigint, 'statistics');
SELECT is((SELECT events FROM statistics_by_event_type('ACME')), 3::bigint, 'statistics_by_event_type');
SELECT is((SELECT streams FROM statistics_by_aggregate_type('ACME')), 1::bigint, 'statistics_by_aggregate_type');

SELECT * FROM finish();
ROLLBACK;
