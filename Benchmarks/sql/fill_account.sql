-- One account of 10,000 movements.
SELECT count(*) FROM generate_series(1, 10) AS n
CROSS JOIN LATERAL event_store.append_streams(
    ARRAY['account'], ARRAY['1'], ARRAY[-1 - 0 * n], array_fill(1, ARRAY[1000]), NULL,
    ARRAY(SELECT CASE WHEN m % 3 = 0 THEN 'debited' ELSE 'credited' END FROM generate_series(1, 1000) AS m),
    ARRAY(SELECT format('{"amount":%s}', m) FROM generate_series(1, 1000) AS m)
) AS a;
VACUUM ANALYZE event_store.events, event_store.streams, event_store.event_ids;
