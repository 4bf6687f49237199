\ir ../include.psql
SELECT plan(6);

SELECT pg_temp.fill('a', 3), pg_temp.fill('b', 2, p_tenant => 'acme'), pg_temp.fill('a', 2) \g /dev/null
SELECT pg_temp.land();
SELECT is_empty('SELECT * FROM verify()', 'as a whole');
SELECT head_position() AS head \gset
SELECT is_empty(format('SELECT * FROM verify(%s, %s)', :head - a, :head - b), format('from %s to %s before the head', a, b)) FROM (VALUES (7, 5), (5, 2), (3, 0), (1, 0), (0, 0)) AS r (a, b);

SELECT * FROM finish();
ROLLBACK;
