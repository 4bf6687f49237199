\ir ../projections.psql
SELECT plan(4);

SELECT create_sql_projection(
    'counts', 'public.count_events', ARRAY['invoice'], ARRAY['Paid'], p_events_tenant => 'acme', p_start_position => :start
) \g /dev/null
SELECT pg_temp.fill('a', 1, 'invoice', 'acme', 'Paid'), pg_temp.fill('b', 1, 'order', 'acme', 'Paid'),
    pg_temp.fill('c', 1, 'invoice', 'other', 'Paid'), pg_temp.fill('d', 1, 'invoice', 'acme', 'Sent') AS head \gset
SELECT is((SELECT events FROM run_projection('counts')), 1, 'one event passes');
SELECT is(pg_temp.counted('a'), 1, 'the one that fits all parts');
SELECT is((SELECT count(*) FROM public.projection_counts), 1::bigint, 'and no other');
SELECT is((SELECT global_position FROM load_checkpoint('counts')), :head::bigint, 'the position passes what does not');

SELECT * FROM finish();
ROLLBACK;
