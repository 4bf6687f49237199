\ir ../include.psql
SELECT plan(4);

SELECT append('order', 'a', 0, '[{"event_type": "A", "data": 1, "correlation_id": "c"}, {"event_type": "B", "data": 1, "correlation_id": "d"}]'),
    append('invoice', 'a', 0, '[{"event_type": "C", "data": 1, "correlation_id": "c"}]'),
    append('order', 'a', 0, '[{"event_type": "D", "data": 1, "correlation_id": "c"}]', 'acme') \g /dev/null
SELECT pg_temp.land();
SELECT results_eq('SELECT event_type FROM read_correlation(''c'')', $$ VALUES ('A'), ('C') $$, 'of this tenant');
SELECT results_eq('SELECT event_type FROM read_correlation(''c'', p_tenant => ''acme'')', $$ VALUES ('D') $$, 'of the other');
SELECT results_eq(format('SELECT event_type FROM read_correlation(''c'', %s, 1)', (SELECT min(global_position) FROM read_correlation('c'))), $$ VALUES ('C') $$, 'after a position');
SELECT is_empty('SELECT * FROM read_correlation(NULL)', 'none for null');

SELECT * FROM finish();
ROLLBACK;
