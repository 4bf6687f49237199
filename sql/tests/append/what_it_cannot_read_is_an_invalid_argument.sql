-- Tried: malformed values came out as 22P02, 22007 and 22P05 before append translated them.
\ir ../include.psql
SELECT plan(25);

SELECT pg_temp.raises(format('SELECT append(''order'', ''a'', -1, %L)', e), 'SE005', coalesce(e, 'null'))
FROM unnest(ARRAY[
    NULL, 'null', '{}', '1', '[]', '[1]', '[null]', '[[]]', '[{}]',
    '[{"event_type": "A"}]', '[{"data": 1}]', '[{"event_type": null, "data": 1}]',
    '[{"event_type": "A", "data": 1, "tpye": 1}]',
    '[{"event_type": "A", "data": 1, "event_id": "x"}]',
    '[{"event_type": "A", "data": 1, "timestamp": "yesterdayish"}]',
    '[{"event_type": "A", "data": 1, "timestamp": "2026-13-01"}]',
    '[{"event_type": "A", "data": 1, "schema_version": "x"}]',
    '[{"event_type": "A", "data": 1, "schema_version": 99999999999}]',
    '[{"event_type": "A", "data": 1, "schema_version": 0}]'
]) AS e;
SELECT pg_temp.raises(format('SELECT append(''order'', ''a'', -1, %L)', e), 'SE008', e)
FROM unnest(ARRAY[
    '[{"event_type": "A", "data": "\u0000"}]', '[{"event_type": "A\u0000", "data": 1}]', '[{"event_type": "A", "data": 1, "\u0000": 1}]',
    '[{"event_type": "A", "data": 1e999999}]', '[{"event_type": "A", "data": 1, "metadata": []}]'
]) AS e;
SELECT is(stream_version('order', 'a'), 0::bigint, 'nothing was stored');

SELECT * FROM finish();
ROLLBACK;
