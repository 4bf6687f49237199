-- Tried: with release_streams also releasing streams whose ids were all registered, four turn red.
\ir ../include.psql
SELECT plan(7);

SELECT pg_temp.fill('b', 3) \g /dev/null
SELECT pg_temp.fill('elsewhere') \g /dev/null
SELECT event_id AS taken FROM read_stream('order', 'elsewhere') \gset
CREATE TEMP TABLE outcome AS
SELECT * FROM append_streams(
    '{order,order,order,order,order}', '{a,b,c,d,e}', '{0,1,0,-1,-2}', '{1,1,2,3,4,5}',
    ARRAY[pg_temp.id(1), pg_temp.id(2), pg_temp.id(3), :'taken', pg_temp.id(4), pg_temp.id(5)],
    '{A,A,B,C,D,E}', '{1,2,3,4,5,6}',
    p_timestamps => ARRAY[now(), now(), now(), now(), '1985-01-01', now()],
    p_all_or_nothing => false
);
SELECT results_eq(
    $$ SELECT stream_index, stream_version, error_code FROM outcome $$,
    $$ VALUES (1, 2::bigint, NULL), (2, 3, 'SE001'), (3, 0, 'SE002'), (4, NULL, 'SE003'), (5, 0, 'SE001') $$,
    'an outcome for each'
);
SELECT is(
    (SELECT count(*) FROM outcome WHERE error_code IS NOT NULL AND error_message <> '' AND json_typeof(error_detail) = 'object'),
    4::bigint, 'the refusals have message and detail'
);
SELECT is(
    (SELECT count(*) FROM outcome WHERE error_code IS NOT NULL AND (first_position IS NOT NULL OR last_position IS NOT NULL)),
    0::bigint, 'and no position'
);
SELECT results_eq(
    $$ SELECT global_position, version, event_id FROM read_stream('order', 'a') $$,
    $$ SELECT first_position, 1::bigint, pg_temp.id(1) FROM outcome WHERE stream_index = 1
       UNION ALL SELECT last_position, 2, pg_temp.id(2) FROM outcome WHERE stream_index = 1 $$,
    'the neighbour is stored whole'
);
SELECT is((SELECT array_agg(aggregate_id ORDER BY aggregate_id) FROM list_streams('order')), '{a,b,elsewhere}', 'no other stream was made');
SELECT is(
    (SELECT count(*) FROM event_ids AS i WHERE NOT EXISTS (SELECT FROM events AS e WHERE e.event_id = i.event_id)),
    0::bigint, 'no id is left without an event'
);
SELECT pg_temp.land();
SELECT is_empty('SELECT * FROM verify()', 'and the store is sound');

SELECT * FROM finish();
ROLLBACK;
