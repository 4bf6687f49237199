-- As Grafana sends them, with its variables filled in. Run from the top folder of the repository.
\ir ../include.psql
SELECT plan(5);

\set dashboard `cat docs/grafana/event_store.json`
SELECT create_partitions_ahead(3) \g /dev/null
SELECT pg_temp.fill('a', 5), save_checkpoint('p', 0) \g /dev/null
CREATE TEMP TABLE queries AS
SELECT p ->> 'title' AS title, replace(t ->> 'rawSql', '${schema}', :'schema') AS query, t ->> 'format' AS format
FROM json_array_elements(:'dashboard'::json -> 'panels') AS p, json_array_elements(p -> 'targets') AS t;
CREATE FUNCTION pg_temp.failure(p_query text) RETURNS text LANGUAGE plpgsql SET search_path = pg_catalog AS
$$ BEGIN EXECUTE p_query; RETURN NULL; EXCEPTION WHEN OTHERS THEN RETURN SQLERRM; END $$;
CREATE FUNCTION pg_temp.number(p_query text) RETURNS numeric LANGUAGE plpgsql SET search_path = pg_catalog AS
$$ DECLARE v numeric; BEGIN EXECUTE p_query INTO v; RETURN v; END $$;
SELECT is_empty('SELECT title, pg_temp.failure(query) FROM queries WHERE pg_temp.failure(query) IS NOT NULL', 'every query');
SELECT is((SELECT count(*) FROM queries), json_array_length(:'dashboard'::json -> 'panels')::bigint, 'one of each panel');
SELECT is_empty(format($$ SELECT v.name FROM (SELECT c.relname::text AS name FROM pg_class AS c WHERE c.relnamespace = %L::regnamespace AND c.relkind = 'v') AS v
    WHERE NOT EXISTS (SELECT FROM queries WHERE query LIKE '%%.' || v.name || '%%') $$, :'schema'), 'every view is shown');
SELECT is_empty($$ SELECT p ->> 'title' FROM json_array_elements((SELECT d FROM (SELECT $$ || quote_literal(:'dashboard') || $$::json -> 'panels' AS d) AS x)) AS p
    WHERE p ->> 'type' = 'stat' AND pg_temp.number((SELECT q.query FROM queries AS q WHERE q.title = p ->> 'title')) IS NULL $$, 'each single number is one');
SELECT is_empty('SELECT title FROM queries WHERE query ~ ''\$_*[a-zA-Z{]''', 'no variable is left that the test does not fill in');

SELECT * FROM finish();
ROLLBACK;
