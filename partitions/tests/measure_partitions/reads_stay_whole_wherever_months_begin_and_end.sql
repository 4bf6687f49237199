\ir ../../../sql/tests/include.psql
SELECT plan(13);

-- Sixty months made at once, filled in order, then late events into early months; pages of every size must give what is there.
SELECT create_partitions('1985-01-01 00:00+00', '1989-12-01 00:00+00') \g /dev/null
SELECT head_position() AS head \gset
SELECT append_streams('{measure}', '{a}', '{-1}', array_fill(1, ARRAY[600]), NULL, array_fill('A'::text, ARRAY[600]), array_fill('1'::text, ARRAY[600]),
    p_timestamps => ARRAY(SELECT timestamptz '1985-01-01 00:00+00' + n * interval '3 days' FROM generate_series(1, 600) AS n)) \g /dev/null
CREATE FUNCTION pg_temp.pages(p_from bigint, p_limit integer) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE v_all bigint[] := '{}'; v_page bigint[]; v_position bigint := p_from;
BEGIN
    LOOP
        v_page := ARRAY(SELECT r.global_position FROM read_all(v_position, p_limit, head_position(), p_until_is_safe => true) AS r);
        v_all := v_all || v_page;
        EXIT WHEN cardinality(v_page) < p_limit;
        v_position := v_page[p_limit];
    END LOOP;
    RETURN v_all;
END $$;
CREATE FUNCTION pg_temp.there(p_from bigint) RETURNS bigint[] LANGUAGE sql AS $$ SELECT ARRAY(SELECT global_position FROM events WHERE global_position > p_from ORDER BY 1) $$;

SELECT cmp_ok(measure_partitions(), '>=', 50::bigint, 'past months are measured');
SELECT is(measure_partitions(), 0::bigint, 'once');
SELECT results_eq('SELECT first_position, last_position FROM partitions WHERE partition_name = ''events_1985_02''', 'SELECT min(global_position), max(global_position) FROM events_1985_02', 'exactly');
SELECT ok(pg_temp.pages(:head, l) = pg_temp.there(:head), 'pages of ' || l) FROM unnest(ARRAY[1, 7, 100, 1000]) AS l;

-- Late events into measured months: in the quick form, in the other, and in several months at once.
SELECT append_event('measure', 'late', -1, 'L', '1', p_timestamp => '1985-02-10 00:00+00') \g /dev/null
SELECT is((SELECT last_position FROM partitions WHERE partition_name = 'events_1985_02'), NULL, 'its end is open again');
SELECT isnt((SELECT last_position FROM partitions WHERE partition_name = 'events_1985_03'), NULL, 'that of others is not');
SELECT append_streams('{measure,measure}', '{late,x}', '{-1,-1}', '{1,2,1}', NULL, '{L,L,L}', '{1,1,1}', p_timestamps => '{1986-01-01 00:00+00,1988-07-01 00:00+00,1985-02-11 00:00+00}') \g /dev/null
SELECT ok(pg_temp.pages(:head, l) = pg_temp.there(:head), 'late events in pages of ' || l) FROM unnest(ARRAY[7, 100, 1000]) AS l;
SELECT cmp_ok(measure_partitions(), '>=', 3::bigint, 'measured anew');

SELECT * FROM finish();
ROLLBACK;
