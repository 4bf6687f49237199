-- A whole stream of 100 events, of those that fill_months.sql makes.
\set n random(0, :streams - 1)
SELECT * FROM event_store.read_stream('order', 'order-' || :n);
