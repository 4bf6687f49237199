-- Tried: with refuse_change returning at once the assertions on SE013 turn red.
\ir ../include.psql
SELECT plan(26);
\ir ../roles.psql
SELECT pg_temp.fill('a', 3) \g /dev/null
CREATE TEMP TABLE attempts AS
SELECT a.sql, t.name AS "table"
FROM (
    SELECT 'events' AS name UNION ALL SELECT 'event_ids' UNION ALL SELECT 'streams' UNION ALL SELECT 'store'
    UNION ALL (SELECT p.partition_name FROM partitions AS p WHERE p.lower_bound <= clock_timestamp() AND p.upper_bound > clock_timestamp())
) AS t, LATERAL (
    SELECT format('DELETE FROM %I', t.name) AS sql UNION ALL SELECT format('TRUNCATE %I', t.name)
    UNION ALL SELECT format('UPDATE %I SET %s', t.name, CASE t.name WHEN 'event_ids' THEN 'version = 9' ELSE 'data = ''1''' END) WHERE t.name NOT IN ('streams', 'store')
) AS a;

-- 5 tables: 13 statements. As the owner, then as a superuser.
GRANT SELECT ON attempts TO PUBLIC;
SET LOCAL ROLE es_test_owner;
SELECT is(pg_temp.raised(a.sql) ->> 'code', 'SE013', 'owner: ' || regexp_replace(a.sql, '_\d{4}_\d\d', '_now')) FROM attempts AS a ORDER BY a.sql;
RESET ROLE;
SELECT is(pg_temp.raised(a.sql) ->> 'code', 'SE013', 'superuser: ' || regexp_replace(a.sql, '_\d{4}_\d\d', '_now')) FROM attempts AS a ORDER BY a.sql;

SELECT * FROM finish();
ROLLBACK;
