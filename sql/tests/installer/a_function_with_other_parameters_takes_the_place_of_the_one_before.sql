-- Tried: without the DROP the old one is left (4), and the call without arguments is ambiguous (42725).
\ir ../include.psql
SELECT plan(5);

SELECT is(install_file('sql/functions/f.sql', 'CREATE OR REPLACE FUNCTION f(a integer DEFAULT 1) RETURNS integer LANGUAGE sql RETURN a'),
    'installed', 'a function is installed');
SELECT is(install_file('sql/functions/f.sql', 'CREATE OR REPLACE FUNCTION f(a integer DEFAULT 2) RETURNS integer LANGUAGE sql RETURN a'),
    'replaced', 'with another body it is replaced');
SELECT is(install_file('sql/functions/f.sql',
    'CREATE OR REPLACE FUNCTION f(a integer DEFAULT 3, b integer DEFAULT 1) RETURNS integer LANGUAGE sql RETURN a'),
    'replaced', 'with another parameter too');
SELECT is((SELECT count(*) FROM pg_proc WHERE proname = 'f' AND pronamespace = current_schema()::regnamespace), 1::bigint, 'one is left');
SELECT results_eq('SELECT f()', 'VALUES (3)', 'the new one');

SELECT * FROM finish();
ROLLBACK;
