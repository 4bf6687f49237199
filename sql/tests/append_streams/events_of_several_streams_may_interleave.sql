-- Tried: with row_number() over all events instead of per stream, the versions turn red.
\ir ../include.psql
SELECT plan(3);

SELECT results_eq(
    $$SELECT stream_index, stream_version, last_position - first_position
    FROM append_streams('{o,o,o}', '{a,b,c}', '{0,-1,0}', '{2,1,2,3,1}', NULL, '{A,B,C,D,E}', '{1,2,3,4,5}')$$,
    $$VALUES (1, 2::bigint, 3::bigint), (2, 2, 2), (3, 1, 0)$$,
    'each stream has its own versions and span of positions'
);
SELECT results_eq(
    $$SELECT aggregate_id COLLATE "default", version, event_type COLLATE "default" FROM events ORDER BY global_position$$,
    $$VALUES ('b', 1::bigint, 'A'), ('a', 1, 'B'), ('b', 2, 'C'), ('c', 1, 'D'), ('a', 2, 'E')$$,
    'the order of the events is the order of their positions'
);
SELECT is_empty('SELECT * FROM verify()', 'and all is sound');

SELECT * FROM finish();
ROLLBACK;
