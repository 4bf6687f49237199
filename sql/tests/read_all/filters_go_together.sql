\ir ../include.psql
SELECT plan(11);

SELECT head_position() AS start \gset
SELECT pg_temp.fill('a', 2, 'order', '', 'A'), pg_temp.fill('b', 1, 'order', 'acme', 'B'), pg_temp.fill('c', 1, 'invoice', '', 'A') \g /dev/null
SELECT pg_temp.land();
CREATE FUNCTION pg_temp.positions(p_arguments text, p_start bigint) RETURNS text LANGUAGE plpgsql AS
$$ DECLARE v text; BEGIN EXECUTE format('SELECT string_agg((e.global_position - %1$s)::text, '','' ) FROM read_all(%1$s, %2$s) AS e', p_start, p_arguments) INTO v; RETURN v; END $$;
SELECT is(pg_temp.positions(a, :start), e, a)
FROM (VALUES
    ('p_aggregate_types => ''{order}''', '1,2,3'), ('p_aggregate_types => ''{invoice,order}''', '1,2,3,4'), ('p_aggregate_types => ''{}''', NULL),
    ('p_event_types => ''{A}''', '1,2,4'), ('p_event_types => ''{A,B}''', '1,2,3,4'), ('p_event_types => ''{A,NULL}''', '1,2,4'),
    ('p_tenant => ''acme''', '3'), ('p_tenant => ''''', '1,2,4'), ('p_aggregate_types => ''{order}'', p_event_types => ''{A}'', p_tenant => ''''', '1,2'),
    ('p_limit => 1, p_tenant => ''acme''', '3'), ('p_aggregate_types => ARRAY[''x'''' OR true --'']', NULL)
) AS t (a, e);

SELECT * FROM finish();
ROLLBACK;
