-- Each try is a call of a random reading or writing function with random arguments, mostly names of the other tenant's.
-- Tried: without the policy on events, on streams, on checkpoints each, it turns red.
\ir ../include.psql
SELECT plan(4);
\ir ../tenants.psql
SELECT pg_temp.land() \g /dev/null
SELECT string_agg(e.event_id::text, ',') AS ids FROM read_all(p_tenant => 'b') AS e \gset
CREATE FUNCTION pg_temp.tries(p_tries integer, p_ids text, OUT foreign_rows bigint, OUT own_rows bigint, OUT refused bigint, OUT others text)
LANGUAGE plpgsql AS $$
DECLARE
    v_ids text[] := string_to_array(p_ids, ',');
    v_calls text[] := ARRAY[
        'SELECT tenant FROM read_all(%1$s, %2$s, p_tenant => %3$L)', 'SELECT tenant FROM read_all(p_event_types => ARRAY[%4$L], p_tenant => %3$L)',
        'SELECT tenant FROM read_all(%2$s, p_backwards => true)', 'SELECT tenant FROM read_stream(%5$L, %6$L, p_tenant => %3$L)',
        'SELECT tenant FROM read_aggregate_type(%5$L, p_tenant => %3$L)', 'SELECT tenant FROM read_event_type(%4$L, p_tenant => %3$L)',
        'SELECT tenant FROM read_event(%7$L, %3$L)', 'SELECT tenant FROM list_streams(%5$L, p_tenant => %3$L)',
        'SELECT tenant FROM list_streams(p_id_prefix => left(%6$L, 2), p_tenant => NULL)', 'SELECT tenant FROM list_checkpoints(%3$L)',
        'SELECT tenant FROM load_checkpoint(''p'', %3$L)', 'SELECT tenant FROM verify()', 'SELECT tenant FROM verify_streams()',
        'SELECT tenant FROM save_checkpoint(''p'', 0, p_tenant => %3$L)', 'SELECT ''b'' AS tenant WHERE event_exists(%7$L, %3$L) AND %3$L = ''b''',
        'SELECT %3$L AS tenant WHERE stream_version(%5$L, %6$L, %3$L) > 0',
        'SELECT ''b'' AS tenant FROM statistics(%8$L, %3$L) WHERE events > 3 OR streams > 1',
        'SELECT ''b'' AS tenant FROM statistics_by_event_type(%3$L) WHERE event_type = ''Secret''',
        'SELECT ''b'' AS tenant FROM statistics_by_aggregate_type(%3$L) WHERE aggregate_type = ''invoice''',
        'SELECT CASE WHEN version > 0 THEN %3$L END AS tenant FROM stream_metadata(%5$L, %6$L, %3$L)',
        'SELECT CASE WHEN v > 0 THEN %3$L END AS tenant FROM delete_stream(%5$L, %6$L, -1, %3$L) AS v',
        'SELECT ''b'' AS tenant FROM append_event(%5$L, %6$L, %2$s, %4$L, ''{"n": 1}'', p_event_id => %7$L, p_tenant => %3$L) WHERE already_stored',
        'SELECT tenant FROM read_correlation(%6$L, p_tenant => %3$L)', 'SELECT tenant FROM claim_outbox_messages(%6$L, p_tenant => %3$L)',
        'SELECT ''b'' AS tenant FROM outbox_statistics(%3$L) WHERE pending_messages > 0'
    ];
    v_call text;
    v_foreign bigint;
    v_own bigint;
BEGIN
    foreign_rows := 0; own_rows := 0; refused := 0;
    FOR i IN 1 .. p_tries LOOP
        v_call := format(
            v_calls[1 + floor(random() * cardinality(v_calls))], floor(random() * 12), 1 + floor(random() * 12),
            (ARRAY['b', 'b', 'b', 'a', '', NULL])[1 + floor(random() * 6)], (ARRAY['Happened', 'Secret'])[1 + floor(random() * 2)],
            (ARRAY['order', 'invoice'])[1 + floor(random() * 2)], (ARRAY['same', 'only-b'])[1 + floor(random() * 2)],
            v_ids[1 + floor(random() * cardinality(v_ids))], random() < 0.5
        );
        BEGIN
            EXECUTE format('SELECT count(*) FILTER (WHERE tenant IS DISTINCT FROM ''a''), count(*) FILTER (WHERE tenant = ''a'') FROM (%s) AS t', v_call)
            INTO v_foreign, v_own;
            foreign_rows := foreign_rows + v_foreign;
            own_rows := own_rows + v_own;
            IF v_foreign > 0 THEN others := v_call; END IF;
            -- What was written is taken back, or the numbers to compare with change.
            IF v_call LIKE '%append%' OR v_call LIKE '%delete_stream%' THEN RAISE SQLSTATE 'ZZ000'; END IF;
        EXCEPTION
            WHEN SQLSTATE 'SE021' OR SQLSTATE 'SE001' OR SQLSTATE 'SE002' OR SQLSTATE 'SE005' OR SQLSTATE 'SE018' THEN refused := refused + 1;
            WHEN SQLSTATE 'ZZ000' THEN NULL;
        END;
    END LOOP;
END $$;

SET LOCAL ROLE es_test_login_a;
SELECT foreign_rows, own_rows, refused, coalesce(others, 'none') AS others FROM pg_temp.tries(10000, :'ids') \gset
SELECT is(:foreign_rows::bigint, 0::bigint, 'no row of another tenant');
SELECT is(:'others'::text, 'none', 'by no call');
SELECT cmp_ok(:own_rows, '>', 1000, 'its own are seen');
SELECT cmp_ok(:refused, '>', 500, 'and tries are refused');

RESET ROLE;
SELECT * FROM finish();
ROLLBACK;
