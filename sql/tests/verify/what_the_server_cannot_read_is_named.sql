-- Bytes that are no text, as a damaged disk leaves them. Tried: without the handler in verify_range the call ends with 22021
-- and names nothing.
\ir ../include.psql
SELECT plan(3);

SELECT pg_temp.fill('broken', 3) AS head \gset
SELECT pg_temp.fill('sound', 20) \g /dev/null
SELECT pg_temp.land();
CREATE CAST (bytea AS text) WITHOUT FUNCTION;
SET LOCAL session_replication_role = replica;
UPDATE events SET event_type = '\xc278'::bytea::text WHERE global_position = :head - 1;
UPDATE events SET user_id = '\xff'::bytea::text WHERE global_position = :head + 5;
SELECT results_eq(
    'SELECT problem, global_position, aggregate_id COLLATE "default", version FROM verify()',
    format('VALUES (''unreadable'', %s::bigint, ''broken'', 2::bigint), (''unreadable'', %s, ''sound'', 5)', :head - 1, :head + 5),
    'each is named, and nothing else'
);
SELECT is((SELECT count(*) FROM verify(:head, :head + 4)), 0::bigint, 'beside them all is well');
SELECT matches((SELECT detail FROM verify(p_limit => 1)), 'invalid byte sequence', 'with what the server says');

SELECT * FROM finish();
ROLLBACK;
