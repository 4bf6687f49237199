\ir ../include.psql
SELECT plan(4);

SELECT head_position() AS start \gset
SELECT pg_temp.fill('a', 3), pg_temp.fill('b', 4) \g /dev/null
SELECT pg_temp.land();
WITH RECURSIVE page AS (
    SELECT :start::bigint AS last_position, '{}'::bigint[] AS seen, 0 AS number
    UNION ALL
    SELECT r.last_position, p.seen || r.positions, p.number + 1
    FROM page AS p, LATERAL (
        SELECT max(e.global_position) AS last_position, array_agg(e.global_position) AS positions FROM read_all(p.last_position, 3) AS e
    ) AS r
    WHERE r.positions IS NOT NULL
)
SELECT is(
    (SELECT seen FROM page ORDER BY number DESC LIMIT 1),
    (SELECT array_agg(global_position ORDER BY global_position) FROM events WHERE global_position > :start), 'in order, none twice'
);
SELECT is((SELECT count(*) FROM read_all(:start, 3)), 3::bigint, 'a full page');
SELECT is_empty(format('SELECT * FROM read_all(%s)', head_position()), 'nothing after the head');
SELECT is_empty('SELECT * FROM read_all(9223372036854775806)', 'nor far beyond it');

SELECT * FROM finish();
ROLLBACK;
