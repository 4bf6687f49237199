-- Tried: with tokens from 1 on the first is red; with the next one alone in reset_consumer_group() the second.
\ir ../include.psql
\ir ../consumer_groups.psql
SELECT plan(2);

SELECT pg_temp.group_of('g', 1) \g /dev/null
SELECT pg_temp.give('a', 1) \g /dev/null
SELECT pg_temp.enter('g', 'one') AS m \gset
SELECT pg_temp.fetch(:'m') \g /dev/null
SELECT pg_temp.vanish(:'m') \g /dev/null
SELECT pg_temp.enter('g', 'two') AS m \gset
SELECT pg_temp.fetch(:'m') \g /dev/null
SELECT max(token) AS token FROM pg_temp.given \gset
SELECT delete_consumer_group('g') \g /dev/null
SELECT pg_temp.group_of('g', 1) \g /dev/null
SELECT pg_temp.give('a', 1) \g /dev/null
SELECT pg_temp.enter('g', 'one') AS m \gset
SELECT pg_temp.fetch(:'m') \g /dev/null
SELECT ok((SELECT token > :token FROM pg_temp.given ORDER BY n DESC LIMIT 1), 'a system that keeps the greatest one takes them');
-- A store that was restored has forgotten the tokens since.
UPDATE consumer_group_slots SET token = 7;
SELECT reset_consumer_group('g', head_position()) \g /dev/null
SELECT ok((SELECT min(token) > :token FROM consumer_group_slots AS s JOIN consumer_groups AS g USING (group_id) WHERE g.name = 'g'), 'after a reset, too');

SELECT * FROM finish();
ROLLBACK;
