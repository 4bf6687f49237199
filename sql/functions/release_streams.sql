-- Takes back what an append holds of the streams of which an event id was taken already: their event ids and their new
-- version. Returns the stream ids with 0 in their place. What a stream's row said before is known of its version only:
-- first_timestamp and last_timestamp may stay wider than its events are, which does no harm, and updated_at stays at this
-- append, so that list_streams(updated) shows the stream as changed.
-- Internal: called by append_streams while it holds the rows of the streams.
CREATE OR REPLACE FUNCTION release_streams(
    p_tenants text[],
    p_aggregate_types text[],
    p_aggregate_ids text[],
    p_stream_ids bigint[],
    p_bases bigint[],
    p_event_streams integer[],
    p_event_ids uuid[]
)
RETURNS bigint[]
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_stream_ids bigint[] := p_stream_ids;
    v_event_ids uuid[];
    v_before text := allow_change();
BEGIN
    FOR i IN 1 .. cardinality(p_stream_ids) LOOP
        CONTINUE WHEN p_stream_ids[i] <= 0;
        v_event_ids := ARRAY(
            SELECT e.event_id
            FROM unnest(p_event_ids, p_event_streams) WITH ORDINALITY AS e (event_id, stream_index, number)
            WHERE e.stream_index = i
            ORDER BY e.number
        );
        CONTINUE WHEN cardinality(v_event_ids) = (
            SELECT count(*)
            FROM unnest(v_event_ids) WITH ORDINALITY AS e (event_id, number)
            INNER JOIN event_ids AS t
                ON t.event_id = e.event_id AND t.stream_id = p_stream_ids[i] AND t.version = p_bases[i] + e.number
        );
        DELETE FROM event_ids AS t
        WHERE t.event_id = ANY (v_event_ids) AND t.stream_id = p_stream_ids[i] AND t.version > p_bases[i];
        IF p_bases[i] = 0 THEN
            DELETE FROM streams AS s
            WHERE s.tenant = coalesce(p_tenants[i], '')
                AND s.aggregate_type = p_aggregate_types[i]
                AND s.aggregate_id = p_aggregate_ids[i];
        ELSE
            -- When its last event was stored: what is taken back was not the stream's latest append.
            UPDATE streams AS s
            SET version = p_bases[i],
                updated_at = coalesce(
                    (
                        SELECT e.recorded_at
                        FROM events AS e
                        WHERE e.stream_id = p_stream_ids[i]
                            AND e.version = p_bases[i]
                            AND e.timestamp >= s.first_timestamp
                            AND e.timestamp <= s.last_timestamp
                    ), s.updated_at
                )
            WHERE s.tenant = coalesce(p_tenants[i], '')
                AND s.aggregate_type = p_aggregate_types[i]
                AND s.aggregate_id = p_aggregate_ids[i];
        END IF;
        v_stream_ids[i] := 0;
    END LOOP;
    PERFORM allow_change(v_before);
    RETURN v_stream_ids;
END
$function$;

COMMENT ON FUNCTION release_streams(text[], text[], text[], bigint[], bigint[], integer[], uuid[]) IS
'Internal. Takes back what an append holds of the streams of which an event id was taken already.';

REVOKE ALL ON FUNCTION release_streams(text[], text[], text[], bigint[], bigint[], integer[], uuid[])
FROM PUBLIC;
