-- Fills a store: psql -v events=1000000 -v streams=20000. The same events every time but for the month they lie in.
-- Twelve event types, payloads of about 220 bytes, metadata and correlation in part of them, 1,000 events a call.
CREATE PROCEDURE bench.fill(p_events integer, p_streams integer)
LANGUAGE plpgsql
AS $$
DECLARE
    v_types text[] := ARRAY[
        'OrderPlaced', 'OrderPaid', 'OrderPacked', 'OrderShipped', 'OrderDelivered', 'OrderReturned', 'OrderCancelled',
        'AddressChanged', 'NoteAdded', 'DiscountGranted', 'InvoiceSent', 'ReminderSent'
    ];
    v_begin timestamptz := date_trunc('month', clock_timestamp(), 'UTC');
    v_step interval := (clock_timestamp() - v_begin) / p_events;
    v_first integer := 0;
BEGIN
    WHILE v_first < p_events LOOP
        PERFORM count(*)
        FROM (
            SELECT
                array_agg(s.stream_index ORDER BY s.number) AS event_streams,
                array_agg(s.event_id ORDER BY s.number) AS event_ids,
                array_agg(s.event_type ORDER BY s.number) AS event_types,
                array_agg(s.data ORDER BY s.number) AS data,
                array_agg(s.metadata ORDER BY s.number) AS metadata,
                array_agg(s.at ORDER BY s.number) AS timestamps,
                array_agg(s.correlation_id ORDER BY s.number) AS correlation_ids,
                array_agg(s.user_id ORDER BY s.number) AS user_ids,
                (array_agg(DISTINCT s.stream)) AS streams
            FROM (
                SELECT
                    e.number,
                    e.stream,
                    dense_rank() OVER (ORDER BY e.stream)::integer AS stream_index,
                    md5('event ' || e.number)::uuid AS event_id,
                    v_types[1 + abs(hashint4(e.number)) % 12] AS event_type,
                    v_begin + e.number * v_step AS at,
                    format(
                        '{"orderId":"%s","customerId":"cust-%s","currency":"EUR","total":%s.95,'
                        || '"lines":[{"sku":"SKU-%s","quantity":%s,"price":49.99},{"sku":"SKU-%s","quantity":1,"price":29.97}],"ch":"web"}',
                        md5('order ' || e.stream)::uuid, lpad((e.stream % 5000)::text, 9, '0'), e.number % 1000,
                        lpad((e.number % 50000)::text, 5, '0'), 1 + e.number % 5, lpad((e.number % 40000)::text, 5, '0')
                    ) AS data,
                    CASE WHEN e.number % 2 = 0 THEN format('{"source":"checkout","node":"web-%s"}', e.number % 16) END AS metadata,
                    CASE WHEN e.number % 4 = 0 THEN md5('request ' || e.number / 8) END AS correlation_id,
                    CASE WHEN e.number % 4 < 2 THEN 'user-' || e.number % 3000 END AS user_id
                FROM (
                    SELECT n AS number, abs(hashint4(n / 2 + 1000003)) % p_streams AS stream
                    FROM generate_series(v_first, least(v_first + 1000, p_events) - 1) AS n
                ) AS e
            ) AS s
        ) AS b
        CROSS JOIN LATERAL event_store.append_streams(
            p_aggregate_types => ARRAY(SELECT 'order' FROM unnest(b.streams)),
            p_aggregate_ids => ARRAY(SELECT 'order-' || lpad(u::text, 6, '0') FROM unnest(b.streams) AS u ORDER BY u),
            p_expected_versions => ARRAY(SELECT -1::bigint FROM unnest(b.streams)),
            p_event_streams => b.event_streams,
            p_event_ids => b.event_ids,
            p_event_types => b.event_types,
            p_data => b.data,
            p_metadata => b.metadata,
            p_timestamps => b.timestamps,
            p_correlation_ids => b.correlation_ids,
            p_user_ids => b.user_ids
        ) AS a;
        v_first := v_first + 1000;
        COMMIT;
    END LOOP;
END
$$;

CALL bench.fill(:events, :streams);
VACUUM ANALYZE event_store.events, event_store.streams, event_store.event_ids;
CHECKPOINT;
