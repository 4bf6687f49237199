-- Tried: with min(delivered_position) alone in consumer_group_settled_position() the second and the last four are red.
\ir ../include.psql
\ir ../consumer_groups.psql
SELECT plan(7);

SELECT pg_temp.group_of('g', 4) \g /dev/null
SELECT settled_position AS start FROM list_consumer_groups() WHERE name = 'g' \gset
SELECT pg_temp.give('s' || n) FROM generate_series(1, 9) AS n \g /dev/null
SELECT pg_temp.enter('g', 'one') AS one \gset
SELECT isnt(pg_temp.fetch(:'one'), NULL, 'all is handed out');
SELECT is((SELECT settled_position FROM list_consumer_groups() WHERE name = 'g'), :start::bigint, 'and nothing settled');
SELECT is((SELECT lag FROM list_consumer_groups() WHERE name = 'g'), 0::bigint, 'nor behind');
SELECT pg_temp.ack(:'one', 's11', 's21', 's31') \g /dev/null
SELECT pg_temp.retry(:'one', 's41', '1 day') \g /dev/null
SELECT pg_temp.ack(:'one', 's51', 's61', 's71', 's81', 's91') \g /dev/null
SELECT is((SELECT settled_position FROM list_consumer_groups() WHERE name = 'g'), (:start + 3)::bigint, 'up to the one that waits');
SELECT new_epoch() \g /dev/null
SELECT is(pg_temp.detail_of(format('SELECT fetch_consumer_group_events(%L)', :'one')) ->> 'settled_position', (:start + 3)::text, 'which a group of another history says');
SELECT alike(pg_temp.raised(format('SELECT fetch_consumer_group_events(%L)', :'one')) ->> 'hint', '%' || (:start + 3) || '%', 'and advises');
SELECT reset_consumer_group('g', (SELECT settled_position FROM list_consumer_groups() WHERE name = 'g')) \g /dev/null
SELECT is(pg_temp.fetch(:'one'), 's41 s51 s61 s71 s81 s91', 'a reset to there loses nothing');

SELECT * FROM finish();
ROLLBACK;
