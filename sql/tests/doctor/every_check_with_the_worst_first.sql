-- Run from the top folder of the repository.
\ir ../include.psql
SELECT plan(6);

SELECT set_eq('SELECT d.name FROM doctor() AS d',
    $$ SELECT e.name FROM examine_server(server_facts()) AS e UNION ALL SELECT e.name FROM examine_installation() AS e UNION ALL SELECT e.name FROM examine_history(server_facts()) AS e
       UNION ALL SELECT e.name FROM examine_roles(server_facts()) AS e UNION ALL SELECT e.name FROM examine_activity(server_facts()) AS e UNION ALL SELECT e.name FROM examine_tenants() AS e $$, 'every check');
SELECT is((SELECT count(*) FROM doctor()), (SELECT count(DISTINCT d.name) FROM doctor() AS d), 'each once');
UPDATE store SET timeline = 77;
SELECT change_setting('bell_interval_milliseconds', '-1') \g /dev/null
SELECT is((SELECT d.name || ' ' || d.severity FROM doctor() AS d LIMIT 1), 'epoch critical', 'the worst first');
SELECT is((SELECT array_agg(DISTINCT d.severity) FROM doctor() AS d WHERE d.remedy IS NOT NULL), ARRAY['critical', 'warning'], 'what is well has no remedy');
SELECT is((SELECT d.severity FROM doctor() AS d OFFSET (SELECT count(*) - 1 FROM doctor())), 'ok', 'what is well last');
\set page `cat docs/doctor.md`
SELECT set_eq('SELECT d.name FROM doctor() AS d', format($$ SELECT m[1] FROM regexp_matches(%L, '^\| `([a-z_]+)` \| (?:critical|warning|either|ok)', 'gn') AS m $$, split_part(:'page', '## What only a client sees', 1)), 'docs/doctor.md explains them all');

SELECT * FROM finish();
ROLLBACK;
