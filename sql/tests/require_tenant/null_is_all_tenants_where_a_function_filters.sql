\ir ../include.psql
SELECT plan(12);

SELECT append('kind', 'a', 0, '[{"event_type": "E", "data": 1, "correlation_id": "c"}]', t) FROM unnest(ARRAY['', 't', 'u']) AS t \g /dev/null
SELECT save_checkpoint('p', 0, p_tenant => t) FROM unnest(ARRAY['', 't', 'u']) AS t \g /dev/null
SELECT pg_temp.land();
SELECT event_id AS id FROM read_stream('kind', 'a', p_tenant => 't') \gset
CREATE FUNCTION pg_temp.tenants(p_from text) RETURNS text LANGUAGE plpgsql AS
$$ DECLARE v text; BEGIN EXECUTE format('SELECT string_agg(r.tenant, '','' ORDER BY r.tenant) FROM %s AS r', p_from) INTO v; RETURN v; END $$;
SELECT is(pg_temp.tenants(c), ',t,u', c)
FROM unnest(ARRAY[
    'read_all(p_tenant => NULL, p_aggregate_types => ''{kind}'')',
    'read_aggregate_type(''kind'', p_tenant => NULL)',
    'read_event_type(''E'', p_tenant => NULL)',
    'read_correlation(''c'', p_tenant => NULL)',
    'list_streams(''kind'', p_tenant => NULL)',
    'list_checkpoints(NULL)'
]) AS c;
SELECT is(pg_temp.tenants(format('read_event(%L, NULL)', :'id')), 't', 'read_event');
SELECT ok(event_exists(:'id', NULL), 'event_exists');
SELECT is((SELECT events FROM statistics(true, NULL)), (SELECT count(*) FROM events), 'statistics');
SELECT is((SELECT events FROM statistics_by_event_type(NULL) WHERE event_type = 'E'), 3::bigint, 'statistics_by_event_type');
SELECT is((SELECT events FROM statistics_by_aggregate_type(NULL) WHERE aggregate_type = 'kind'), 3::bigint, 'statistics_by_aggregate_type');
SELECT is(pg_temp.tenants('read_correlation(''c'')'), '', 'the default is no tenant');

SELECT * FROM finish();
ROLLBACK;
