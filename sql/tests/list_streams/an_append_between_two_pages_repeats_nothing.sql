-- Tried: when the key was read from the stream as it is, the second page began with rows of the first.
\ir ../include.psql
SELECT plan(12);
SET LOCAL event_store.change = on;

-- s1 has one event, s2 two, … s6 six: the order by version is that by updated_at and created_at.
SELECT pg_temp.fill('s' || n, n, p_tenant => 't') FROM generate_series(1, 6) AS n \g /dev/null
CREATE TEMP TABLE pages AS
SELECT o.name, p.page_key AS key
FROM unnest('{updated,created,version}'::text[]) AS o (name)
CROSS JOIN LATERAL (SELECT s.page_key FROM list_streams(p_order => o.name, p_limit => 3, p_tenant => 't') AS s OFFSET 2) AS p;
SELECT is(
    (SELECT string_agg(s.aggregate_id, ',') FROM list_streams(p_order => p.name, p_limit => 3, p_tenant => 't') AS s), 's6,s5,s4', 'the first page, ' || p.name
) FROM pages AS p;
SELECT pg_temp.fill('s4', 10, p_tenant => 't') \g /dev/null
SET LOCAL timezone = 'Asia/Kolkata';
SET LOCAL datestyle = 'German';
SELECT is(
    (
        SELECT string_agg(s.aggregate_id, ',')
        FROM list_streams(p_order => p.name, p_after_type => 'order', p_after_id => 's4', p_limit => 3, p_tenant => 't', p_after_key => p.key) AS s
    ), 's3,s2,s1', 'the second, ' || p.name
) FROM pages AS p;
DELETE FROM streams WHERE tenant = 't' AND aggregate_id = 's4';
SELECT is(
    (
        SELECT string_agg(s.aggregate_id, ',')
        FROM list_streams(p_order => p.name, p_after_type => 'order', p_after_id => 's4', p_limit => 3, p_tenant => 't', p_after_key => p.key) AS s
    ), 's3,s2,s1', 'and after a stream that is gone, ' || p.name
) FROM pages AS p;
SELECT ok(
    bool_and(CASE o WHEN 'updated' THEN s.page_key::timestamptz = s.updated_at WHEN 'created' THEN s.page_key::timestamptz = s.created_at ELSE s.page_key::bigint = s.version END),
    'the key is exact, ' || o
)
FROM unnest('{updated,created,version}'::text[]) AS o CROSS JOIN LATERAL list_streams(p_order => o, p_tenant => 't') AS s
GROUP BY o;

SELECT * FROM finish();
ROLLBACK;
