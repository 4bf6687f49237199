-- The query that read_by_value and read_containing make, as it stands, with the planner's own choice.
\ir ../include.psql
SELECT plan(5);

SELECT append_streams('{plan}', '{a}', '{-1}', array_fill(1, ARRAY[5000]), NULL, array_fill('A'::text, ARRAY[5000]), ARRAY(SELECT format('{"customer": {"id": "c-%s"}, "n": %s}', n % 1000, n) FROM generate_series(1, 5000) AS n)) \g /dev/null
SELECT create_event_index('data.customer.id'), create_event_index('data', 'gin') \g /dev/null
ANALYZE events;
SELECT pg_temp.land();
CREATE FUNCTION pg_temp.plan(p_condition text, p_value text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE v_line text; v_plan text := '';
BEGIN
    FOR v_line IN EXECUTE 'EXPLAIN SELECT * FROM events AS e WHERE ' || replace(p_condition, '$8', quote_literal(p_value)) || ' AND e.global_position > 0 AND e.global_position <= 1000000000 AND e.tenant = '''' ORDER BY e.global_position LIMIT 100' LOOP
        v_plan := v_plan || v_line || E'\n';
    END LOOP;
    RETURN v_plan;
END $$;
SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM') AS month \gset

SELECT matches(pg_temp.plan(indexed_condition('data.customer.id', 'btree', (event_index_target('data.customer.id', 'btree')).expression), 'c-17'), 'Index Scan (using|on) events_' || :'month' || '_btree', 'the btree index');
SELECT unalike(pg_temp.plan(indexed_condition('data.customer.id', 'btree', (event_index_target('data.customer.id', 'btree')).expression), 'c-17'), '%Seq Scan on events_' || :'month' || '%', 'and not the whole partition');
SELECT matches(pg_temp.plan(indexed_condition('data', 'gin', (event_index_target('data', 'gin')).expression), '{"n": 17}'), 'Bitmap Index Scan on events_' || :'month', 'the gin index');
SELECT is((SELECT count(*) FROM read_by_value('data.customer.id', 'c-17')), 5::bigint, 'btree reads what it should');
SELECT is((SELECT count(*) FROM read_containing('{"customer": {"id": "c-17"}}')), 5::bigint, 'gin reads what it should');

SELECT * FROM finish();
ROLLBACK;
