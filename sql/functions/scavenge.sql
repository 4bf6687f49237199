-- Removes events that no read returns any more, and their ids: those below truncate_before, beyond max_count and max_age, and
-- those of streams deleted longer ago than reopen_grace_seconds, whose snapshots go with the last of them. Versions, positions
-- and the streams' rows stay.
-- It stops before an event that is younger than scavenge_min_age_seconds, or in a detached partition.
--
-- One call is one batch, with a transaction of its own: at most p_limit events are removed and as many streams looked at.
-- Call it until is_finished: then every deleted or limited stream has been looked at in this pass. It keeps its place, so the
-- next call goes on where this one has ended, and begins a new pass after the last. p_from_start begins one at once.
-- Interrupted, it has done nothing. A call that follows the last one closely rests first, in proportion to what that took
-- (maintenance_share_percent; five seconds at most): call it again and again without a pause.
--
-- Concurrency: one at a time; a second returns at once with is_busy. No append waits for it: it holds rows of streams FOR KEY
-- SHARE, which goes with an append, and passes over a stream that somebody is just changing, or whose time has a month that is
-- being compressed, until the next pass. It waits for nobody but
-- a transaction that removes events of the same stream, such as the dropping of a partition.
-- Errors: SE005 for a limit outside 1 to 100,000.
CREATE OR REPLACE FUNCTION scavenge(
    p_limit integer DEFAULT 100,
    p_from_start boolean DEFAULT false,
    OUT events_removed bigint,
    OUT streams_examined bigint,
    OUT is_finished boolean,
    OUT is_busy boolean
)
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_now timestamptz;
    v_deleted_before timestamptz;
    v_recorded_before timestamptz;
    v_place bigint;
    v_found record;
    v_stream streams;
    v_before bigint;
    v_removed record;
    v_last_position bigint;
    v_stream_ids bigint[] := ARRAY[]::bigint[];
    v_tenants text[] := ARRAY[]::text[];
    v_befores bigint[] := ARRAY[]::bigint[];
BEGIN
    PERFORM check_read(NULL, p_limit);
    events_removed := 0;
    streams_examined := 0;
    is_finished := false;
    is_busy := NOT pg_try_advisory_xact_lock(hashtextextended('event_store.scavenge.' || current_schema(), 0));
    IF is_busy THEN
        RETURN;
    END IF;
    PERFORM rest_after_work(p.last_duration, clock_timestamp() - p.last_ended_at) FROM scavenger AS p;
    v_now := clock_timestamp();
    SELECT v_now - s.reopen_grace_seconds * interval '1 second', v_now - s.scavenge_min_age_seconds * interval '1 second'
    INTO v_deleted_before, v_recorded_before
    FROM store AS s;
    SELECT CASE WHEN p_from_start THEN 0 ELSE p.last_stream_id END INTO v_place FROM scavenger AS p;

    FOR v_found IN
        SELECT
            s AS stream,
            s.stream_id,
            coalesce(g.scavenged_before, 1) AS scavenged_before,
            coalesce(s.deleted_at < v_deleted_before, false) AS is_past_grace
        FROM streams AS s
        LEFT JOIN scavenged_streams AS g ON g.stream_id = s.stream_id
        WHERE num_nonnulls(s.deleted_at, s.truncate_before, s.max_count, s.max_age) > 0 AND s.stream_id > v_place
        ORDER BY s.stream_id
        LIMIT p_limit
    LOOP
        streams_examined := streams_examined + 1;
        v_stream := v_found.stream;
        v_before := removable_before(
            v_stream, v_found.scavenged_before, v_now, v_deleted_before, v_recorded_before, p_limit - events_removed
        );
        IF v_before > v_found.scavenged_before THEN
            -- Once more by the limits as they are when nobody can change them: they may have been widened meanwhile.
            SELECT s.* INTO v_stream
            FROM streams AS s
            WHERE s.tenant = v_stream.tenant
                AND s.aggregate_type = v_stream.aggregate_type
                AND s.aggregate_id = v_stream.aggregate_id
                AND s.stream_id = v_stream.stream_id
            FOR KEY SHARE SKIP LOCKED;
            v_before := CASE WHEN FOUND THEN removable_before(
                v_stream, v_found.scavenged_before, v_now, v_deleted_before, v_recorded_before, p_limit - events_removed
            ) END;
            IF v_before > v_found.scavenged_before
                AND compressing_partition(v_stream.first_timestamp, v_stream.last_timestamp) IS NULL
            THEN
                SELECT r.* INTO v_removed FROM remove_events(v_stream, v_found.scavenged_before, v_before) AS r;
                events_removed := events_removed + v_removed.events_removed;
                v_last_position := greatest(v_last_position, v_removed.last_position);
                v_stream_ids := v_stream_ids || v_stream.stream_id;
                v_tenants := v_tenants || v_stream.tenant;
                v_befores := v_befores || v_before;
            END IF;
        END IF;
        IF v_found.is_past_grace AND greatest(v_before, v_found.scavenged_before) > v_stream.version THEN
            -- Nobody can reopen it while the row is held.
            PERFORM FROM streams AS s
            WHERE s.tenant = v_stream.tenant
                AND s.aggregate_type = v_stream.aggregate_type
                AND s.aggregate_id = v_stream.aggregate_id
                AND s.deleted_at < v_deleted_before
            FOR KEY SHARE SKIP LOCKED;
            IF FOUND THEN
                DELETE FROM snapshots AS n WHERE n.stream_id = v_found.stream_id;
            END IF;
        END IF;
        -- A stream that the limit may have cut short is looked at again.
        EXIT WHEN events_removed >= p_limit;
        v_place := v_found.stream_id;
    END LOOP;

    PERFORM note_scavenged(v_stream_ids, v_tenants, v_befores);
    PERFORM note_removal(v_last_position);
    is_finished := events_removed < p_limit AND streams_examined < p_limit;
    UPDATE scavenger
    SET last_stream_id = CASE WHEN is_finished THEN 0 ELSE v_place END,
        last_ended_at = clock_timestamp(),
        last_duration = clock_timestamp() - v_now;
    DELETE FROM removals AS r WHERE r.last_position < (SELECT max(m.last_position) FROM removals AS m);
    IF is_finished AND current_tenants() IS NULL THEN
        -- Only who sees the streams of all tenants can tell. While the row is held nobody can limit a first stream; whoever
        -- does so now waits.
        PERFORM FROM store AS s WHERE s.has_limited_streams FOR UPDATE SKIP LOCKED;
        IF FOUND THEN
            UPDATE store SET has_limited_streams = false
            WHERE NOT EXISTS (
                SELECT FROM streams AS s
                WHERE num_nonnulls(s.deleted_at, s.truncate_before, s.max_count, s.max_age) > 0
            );
        END IF;
    END IF;
END
$function$;

COMMENT ON FUNCTION scavenge(integer, boolean) IS
'Removes a batch of events that no read returns any more, and says whether the pass over the limited streams is finished.';

REVOKE ALL ON FUNCTION scavenge(integer, boolean) FROM PUBLIC;
