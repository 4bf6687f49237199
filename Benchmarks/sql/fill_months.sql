-- Fills a store with streams of 100 events, ten at a time, evenly over the months that end with the last one:
-- psql -v events=300000 -v months=60. A stream lives about 1,000 events long. Then what the daily job does: measures the months.
CREATE PROCEDURE bench.fill_months(p_events integer, p_months integer)
LANGUAGE plpgsql
AS $$
DECLARE
    v_until timestamptz := date_trunc('month', clock_timestamp(), 'UTC');
    v_begin timestamptz := ((v_until AT TIME ZONE 'UTC') - p_months * interval '1 month') AT TIME ZONE 'UTC';
    v_step interval := (v_until - v_begin) / (p_events + 1);
    v_first integer := 0;
BEGIN
    PERFORM event_store.create_partitions(v_begin, v_until - interval '1 day');
    COMMIT;
    WHILE v_first < p_events LOOP
        PERFORM event_store.append_streams(
            p_aggregate_types => array_fill('order'::text, ARRAY[10]),
            p_aggregate_ids => ARRAY(SELECT 'order-' || v_first / 100 + n FROM generate_series(0, 9) AS n),
            p_expected_versions => array_fill(0::bigint, ARRAY[10]),
            p_event_streams => ARRAY(SELECT 1 + n % 10 FROM generate_series(0, 999) AS n),
            p_event_ids => NULL,
            p_event_types => array_fill('OrderPlaced'::text, ARRAY[1000]),
            p_data => ARRAY(
                SELECT format(
                    '{"orderId":"%s","customerId":"cust-%s","currency":"EUR","total":129.95,'
                    || '"lines":[{"sku":"SKU-48213","quantity":2,"price":49.99},{"sku":"SKU-10077","quantity":1,"price":29.97}],"ch":"web"}',
                    md5('order ' || v_first + n)::uuid, lpad(n::text, 9, '0')
                ) FROM generate_series(0, 999) AS n
            ),
            p_timestamps => ARRAY(SELECT v_begin + (v_first + n) * v_step FROM generate_series(0, 999) AS n)
        );
        v_first := v_first + 1000;
        COMMIT;
    END LOOP;
    PERFORM event_store.measure_partitions(10000);
END
$$;

CALL bench.fill_months(:events, :months);
VACUUM ANALYZE event_store.events, event_store.streams, event_store.event_ids, event_store.partitions;
CHECKPOINT;
