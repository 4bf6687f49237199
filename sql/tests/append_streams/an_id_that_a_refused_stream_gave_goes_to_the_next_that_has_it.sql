-- Tried: without settle_event_ids the 4th to the 10th and the 12th turn red.
\ir ../include.psql
SELECT plan(13);

SELECT pg_temp.fill('elsewhere') \g /dev/null
-- The outcomes of an append of several streams, each on its own. Ids by number; 0 is the one that is taken.
CREATE FUNCTION pg_temp.codes(p_prefix text, p_streams integer[], p_ids integer[], p_versions bigint[], p_timestamps timestamptz[] DEFAULT NULL)
RETURNS text LANGUAGE sql AS
$$
SELECT string_agg(coalesce(a.error_code, 'stored'), ' ' ORDER BY a.stream_index)
FROM append_streams(
    array_fill('order'::text, ARRAY[cardinality(p_versions)]),
    ARRAY(SELECT p_prefix || n FROM generate_series(1, cardinality(p_versions)) AS n),
    p_versions, p_streams,
    ARRAY(
        SELECT CASE n WHEN 0 THEN (SELECT event_id FROM read_stream('order', 'elsewhere')) ELSE md5(p_prefix || n)::uuid END
        FROM unnest(p_ids) WITH ORDINALITY AS u (n, o) ORDER BY o
    ),
    array_fill('A'::text, ARRAY[cardinality(p_ids)]), array_fill('1'::text, ARRAY[cardinality(p_ids)]),
    p_timestamps => p_timestamps, p_all_or_nothing => false
) AS a
$$;
SELECT is(pg_temp.codes('accepted', '{1,2}', '{1,1}', '{0,0}'), 'stored SE002', 'the first is accepted: the second is not');
SELECT is(pg_temp.codes('version', '{1,2}', '{1,1}', '{5,0}'), 'SE001 stored', 'the first expects another version');
SELECT is(pg_temp.codes('month', '{1,2}', '{1,1}', '{0,0}', ARRAY['1985-01-01', now()]::timestamptz[]), 'SE003 stored', 'its month has no partition');
SELECT is(pg_temp.codes('id', '{1,1,2}', '{0,1,1}', '{0,0}'), 'SE002 stored', 'another id of it is taken');
SELECT is(pg_temp.codes('twice', '{1,1,2}', '{1,1,1}', '{0,0}'), 'SE002 stored', 'it has the id twice');
SELECT is(pg_temp.codes('three', '{1,1,2,2,3}', '{0,1,1,2,2}', '{0,0,0}'), 'SE002 stored SE002', 'three: the second is accepted, so the third is not');
SELECT is(pg_temp.codes('chain', '{1,1,2,2,2,3}', '{0,1,1,2,0,2}', '{0,0,0}'), 'SE002 SE002 stored', 'three: the first two are not, so the third is');
SELECT is(pg_temp.codes('crossed', '{1,2,2,1}', '{1,2,1,2}', '{0,0}'), 'stored SE002', 'ids given crosswise do not refuse both');
SELECT is(pg_temp.codes('order', '{2,1}', '{1,1}', '{0,0}'), 'stored SE002', 'the first stream, not the one of the first event');
SELECT results_eq(
    $$ SELECT aggregate_id, version FROM list_streams(p_id_prefix => 'three') $$, $$ VALUES ('three2', 2::bigint) $$, 'only what was accepted exists'
);
SELECT results_eq(
    $$ SELECT i.event_id FROM event_ids AS i EXCEPT SELECT e.event_id FROM events AS e $$, $$ SELECT NULL::uuid WHERE false $$, 'no id is left without an event'
);
SELECT is(
    (SELECT count(*) FROM events AS e INNER JOIN event_ids AS i USING (event_id, stream_id, version, timestamp) WHERE e.aggregate_id ~ '^(three|id|chain|crossed)'),
    6::bigint, 'and each leads to its event'
);
SELECT pg_temp.land();
SELECT is_empty('SELECT * FROM verify()', 'and the store is sound');

SELECT * FROM finish();
ROLLBACK;
