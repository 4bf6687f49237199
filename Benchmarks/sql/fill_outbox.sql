-- Appends :messages events with outbox, ten to a stream, as 100 streams of one call after the other.
\set ON_ERROR_STOP on
SET search_path = event_store;
CREATE PROCEDURE bench.fill_outbox(p_messages integer)
LANGUAGE plpgsql
AS $$
BEGIN
    FOR v_batch IN 1..ceil(p_messages / 1000.0)::integer LOOP
        PERFORM append_streams(
            p_aggregate_types => array_fill('order'::text, ARRAY[100]),
            p_aggregate_ids => ARRAY(SELECT v_batch || '-' || s FROM generate_series(1, 100) AS s),
            p_expected_versions => array_fill(0::bigint, ARRAY[100]),
            p_event_streams => ARRAY(SELECT 1 + (e - 1) % 100 FROM generate_series(1, least(1000, p_messages)) AS e),
            p_event_ids => NULL,
            p_event_types => array_fill('OrderPlaced'::text, ARRAY[least(1000, p_messages)]),
            p_data => array_fill('{"customer":"c-12345678","total":1234.5,"note":"please deliver between nine and ten"}'::text,
                ARRAY[least(1000, p_messages)]),
            p_outbox => array_fill(true, ARRAY[100])
        );
        COMMIT;
    END LOOP;
END
$$;
CALL bench.fill_outbox(:messages);
VACUUM ANALYZE outbox;
VACUUM ANALYZE outbox_streams;
