-- Decides who gets an event id that several streams of one append have, as if the streams were appended one after the other
-- in the order of the call: a stream gets all of its ids or none, and what one cannot use is there for the next.
-- The streams that get none are then taken back by release_streams.
-- Concurrency: waits for nobody. Each id was taken by this transaction when it began, or was found stored.
-- Internal: called by append_streams while it holds the rows of the streams.
CREATE OR REPLACE FUNCTION settle_event_ids(
    p_stream_ids bigint[],
    p_bases bigint[],
    p_event_streams integer[],
    p_event_ids uuid[],
    p_timestamps timestamptz[],
    p_now timestamptz
)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_index integer;
    v_event_ids uuid[];
    v_timestamps timestamptz[];
    v_inserted integer;
    v_before text := allow_change();
BEGIN
    FOR v_index, v_event_ids, v_timestamps IN
        SELECT e.stream_index, array_agg(e.event_id ORDER BY e.number), array_agg(e.timestamp ORDER BY e.number)
        FROM (
            SELECT u.stream_index, u.event_id, u.timestamp, u.number, count(*) OVER (PARTITION BY u.event_id) AS times
            FROM unnest(p_event_streams, p_event_ids, p_timestamps) WITH ORDINALITY
                AS u (stream_index, event_id, timestamp, number)
            WHERE p_stream_ids[u.stream_index] > 0
        ) AS e
        GROUP BY e.stream_index
        HAVING max(e.times) > 1
        ORDER BY e.stream_index
    LOOP
        -- Gives back what this stream and the later ones hold of its ids, and takes them anew.
        DELETE FROM event_ids AS t
        USING unnest(p_stream_ids, p_bases) WITH ORDINALITY AS s (stream_id, base, stream_index)
        WHERE t.event_id = ANY (v_event_ids)
            AND t.stream_id = s.stream_id
            AND t.version > s.base
            AND s.stream_index >= v_index;
        INSERT INTO event_ids (event_id, stream_id, version, timestamp)
        SELECT e.event_id, p_stream_ids[v_index], p_bases[v_index] + e.number, coalesce(e.timestamp, p_now)
        FROM unnest(v_event_ids, v_timestamps) WITH ORDINALITY AS e (event_id, timestamp, number)
        ON CONFLICT (event_id) DO NOTHING;
        GET DIAGNOSTICS v_inserted = ROW_COUNT;
        IF v_inserted < cardinality(v_event_ids) THEN
            DELETE FROM event_ids AS t
            WHERE t.event_id = ANY (v_event_ids)
                AND t.stream_id = p_stream_ids[v_index]
                AND t.version > p_bases[v_index];
        END IF;
    END LOOP;
    PERFORM allow_change(v_before);
END
$function$;

COMMENT ON FUNCTION settle_event_ids(bigint[], bigint[], integer[], uuid[], timestamptz[], timestamptz) IS
'Internal. Decides who gets an event id that several streams of one append have: the first in the order of the call.';

REVOKE ALL ON FUNCTION settle_event_ids(bigint[], bigint[], integer[], uuid[], timestamptz[], timestamptz) FROM PUBLIC;
