\ir ../include.psql
SELECT plan(8);

SELECT pg_temp.raises(format('SELECT claim_outbox_messages(%s)', a), 'SE005', a)
FROM unnest(ARRAY['NULL', $$''$$, $$E'a\nb'$$, $$'w', 0$$, $$'w', 10001$$, $$'w', 1, 0$$, $$'w', 1, 1, '0.9 seconds'$$, $$'w', 1, 1, NULL$$]) AS a;

SELECT * FROM finish();
ROLLBACK;
