\ir ../include.psql
SELECT plan(4);

SELECT is(allow_change(), '', 'it was off');
SELECT is(allow_change('on'), 'on', 'and is on');
SELECT allow_change('') \g /dev/null
SELECT pg_temp.fill('a', 2) \g /dev/null
-- An append that takes back what it holds of a stream.
SELECT append_streams(
    p_aggregate_types => ARRAY['order', 'order'], p_aggregate_ids => ARRAY['b', 'c'], p_expected_versions => ARRAY[-1, -1]::bigint[],
    p_event_streams => ARRAY[1, 2, 2], p_event_ids => ARRAY[pg_temp.id(1), pg_temp.id(1), pg_temp.id(2)], p_event_types => ARRAY['A', 'A', 'B'],
    p_data => ARRAY['{}', '{}', '{}'], p_all_or_nothing => false
) \g /dev/null
SELECT is(current_setting('event_store.change', true), '', 'an append that changed leaves it off');
SELECT pg_temp.raises('UPDATE events SET version = 1', 'SE013', 'so that the log is closed again');

SELECT * FROM finish();
ROLLBACK;
