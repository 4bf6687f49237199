\ir ../include.psql
SELECT plan(1);

SELECT is_empty($$ SELECT p.oid::regprocedure, p.proconfig FROM pg_proc AS p WHERE p.pronamespace = current_schema()::regnamespace AND p.prosqlbody IS NULL
    AND NOT coalesce(format('search_path=%I, pg_temp', current_schema()) = ANY (p.proconfig), false) $$, 'the schema, then pg_temp, nothing else');

SELECT * FROM finish();
ROLLBACK;
