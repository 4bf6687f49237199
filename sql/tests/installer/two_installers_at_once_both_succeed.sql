-- Two psql of their own, so what they install is committed; the schema is dropped at the end.
-- Run from the top folder of the repository, like the installer itself.
\ir ../include.psql
SELECT plan(2);

\setenv PGDATABASE :DBNAME
\setenv PGHOST :HOST
\setenv PGPORT :PORT
\setenv PGUSER :USER
-- Tried: where this is the default, a snapshot from before the lock made the second one fail, until install.sql said its level.
\setenv PGOPTIONS '-c default_transaction_isolation=repeatable\\ read'
\set install 'psql -X -q -v schema=two_installers -f sql/install.sql >/dev/null 2>&1; echo $?'
\setenv INSTALL :install
\set results `(sh -c "$INSTALL") & (sh -c "$INSTALL") & wait`
SELECT is(replace(:'results', E'\n', ' '), '0 0', 'both exit with 0');
\set version `psql -X -At -c 'SELECT two_installers.schema_version()'`
SELECT is(:'version', schema_version()::text, 'everything is there');
\! psql -X -q -c 'SET client_min_messages = warning' -c 'DROP SCHEMA two_installers CASCADE'

SELECT * FROM finish();
ROLLBACK;
