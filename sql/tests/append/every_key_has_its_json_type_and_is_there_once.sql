-- Tried: an array became the event type ["a"], an object the correlation id {"a": 1}, the last of two equal keys won, and
-- "now" was a timestamp.
\ir ../include.psql
SELECT plan(46);

CREATE FUNCTION pg_temp.refused(p_event text) RETURNS text LANGUAGE sql AS
$$
    SELECT (d.raised ->> 'code') || ' ' || ((d.raised ->> 'detail')::json ->> 'event') || coalesce(' ' || ((d.raised ->> 'detail')::json ->> 'key'), '')
    FROM pg_temp.raised(format('SELECT append(''order'', ''a'', -1, %L)', format('[{"event_type": "A", "data": 1}, %s]', p_event))) AS d (raised)
$$;
SELECT is(pg_temp.refused(format('{%s"data": 1, "%s": %s}', CASE WHEN k <> 'event_type' THEN '"event_type": "A", ' END, k, v)), 'SE005 2 ' || k, k || ' ' || v)
FROM unnest('{event_type,event_id,timestamp,correlation_id,causation_id,user_id}'::text[]) AS k
CROSS JOIN unnest('{"[\"a\"]","{\"a\": 1}",1,true}'::text[]) AS v;
SELECT is(pg_temp.refused(e), r, e) FROM (VALUES
    ('{"event_type": null, "data": 1}', 'SE005 2 event_type'),
    ('{"event_type": "A", "data": 1, "schema_version": "1"}', 'SE005 2 schema_version'),
    ('{"event_type": "A", "data": 1, "schema_version": [1]}', 'SE005 2 schema_version'),
    ('{"event_type": "A", "data": 1, "schema_version": 1.5}', 'SE005 2 schema_version'),
    ('{"event_type": "A", "data": 1, "data": 2}', 'SE005 2 data'),
    ('{"event_type": "A", "data": 1, "event_type": "A"}', 'SE005 2 event_type'),
    ('{"event_type": "A", "data": 1, "x": 2}', 'SE005 2 x'),
    ('{"event_type": "A", "data": 1, "event_id": "x"}', 'SE005 2 event_id'),
    ('["event_type"]', 'SE005 2'),
    ('{"event_type": "A\ud800", "data": 1}', 'SE008 2'),
    ('{"event_type": "A", "data": 1, "metadata": "x"}', 'SE008 2')
) AS t (e, r);
SELECT is(pg_temp.refused(format('{"event_type": "A", "data": 1, "timestamp": "%s"}', v)), 'SE005 2 timestamp', v)
FROM unnest('{now,today,infinity,epoch,"",06/05/1985,"Jan 5 2026","2026-13-01","2026-01-31 12:00 Europe/Berlin"}'::text[]) AS v;
SELECT is(stream_version('order', 'a'), 0::bigint, 'nothing was stored');

SELECT create_partitions('1985-01-01 00:00+00', '1985-01-31 00:00+00') \g /dev/null
SELECT is(
    (
        SELECT a.stream_version
        FROM append('order', 'b', 0, (
            SELECT json_agg(json_build_object('event_type', 'A', 'data', 1, 'timestamp', v))
            FROM unnest('{1985-01-31,1985-01-31T12:00Z,1985-01-31 12:00:00.123456+01,1985-01-31t12:00:00z,1985-01-31T12:00:00-0530}'::text[]) AS v
        )) AS a
    ), 5::bigint, 'these are timestamps'
);

SELECT * FROM finish();
ROLLBACK;
