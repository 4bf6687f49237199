\ir ../include.psql
SELECT plan(36);

-- What is no path.
SELECT pg_temp.raises(format('SELECT create_event_index(%L)', p), 'SE005', p)
FROM unnest(ARRAY[
    '', 'data', 'metadata', 'tenant', 'events.data', 'data.', 'data..a', '.data', 'data.a.', 'data."a', 'data.a"b', 'data."a"b', 'data."a"."', 'datax.a',
    'data.a' || chr(10) || 'b', 'data.a' || chr(127), 'data.' || repeat('a', 1000), 'data; DROP TABLE events', 'Data.a', '"data".a'
]) AS p;
SELECT pg_temp.raises('SELECT create_event_index(NULL)', 'SE005', 'null');
SELECT pg_temp.raises(format('SELECT create_event_index(''data.a'', %L)', k), 'SE005', k) FROM unnest(ARRAY['hash', 'btree; DROP TABLE events', '']) AS k;
SELECT pg_temp.raises('SELECT create_event_index(''data.a'', NULL)', 'SE005', 'null as a kind');

-- What is one, however it looks: the index finds the event that has the key.
CREATE TEMPORARY TABLE keys ON COMMIT DROP AS
SELECT k FROM unnest(ARRAY['''); DROP TABLE events; --', '{a,b}', 'a\b', '\', '"', '''', '}''::text[]) --', '$8', 'CREATE INDEX CONCURRENTLY x', '日本"語', '']) AS k;
SELECT append_event('odd', 'o', -1, 'A', json_build_object(k, 'here')) FROM keys \g /dev/null
SELECT pg_temp.land();
CREATE FUNCTION pg_temp.found(p_key text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE v_path text := 'data."' || replace(p_key, '"', '""') || '"';
BEGIN
    PERFORM create_event_index(v_path);
    PERFORM create_event_index(v_path, 'gin');
    RETURN (SELECT count(*) FROM read_by_value(v_path, 'here')) + (SELECT count(*) FROM read_containing('"here"', v_path));
END $$;
SELECT is(pg_temp.found(k), 2::bigint, k) FROM keys;

SELECT * FROM finish();
ROLLBACK;
