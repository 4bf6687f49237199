-- Does one batch of a projection whose events a function handles: at most p_limit events, exactly once in effect, in the
-- caller's transaction. p_generation null: the one in use. Call it again as long as it comes further or handles events:
-- by pg_cron, a loop in psql (SELECT … \watch), or a client; several at once do no harm, they take turns.
--
-- A row with what was done: events handled and set aside or skipped, the position, the status, and how many positions
-- lie ahead. When the function fails, the events before the one that failed are kept and the failure is noted; the
-- projection's error says what it was. A failure that passes by itself (a deadlock, a lock that was not got, a cancelled
-- query) is raised instead.
--
-- Concurrency: READ COMMITTED only (SE009). Holds the projection's checkpoint FOR UPDATE until the transaction ends.
-- Errors: SE005 for the limit; SE025; SE026 for a projection that a client handles; SE010, SE011 for one of another
-- history. A projection that does not run, or waits after a failure, does nothing.
CREATE OR REPLACE FUNCTION run_projection(
    p_name text,
    p_limit integer DEFAULT 1000,
    p_generation integer DEFAULT NULL,
    p_tenant text DEFAULT ''
)
RETURNS TABLE (
    events integer,
    failed integer,
    global_position bigint,
    status text,
    lag bigint
)
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
ROWS 1
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_checkpoint checkpoints;
    v_projection projections;
    v_generation projection_generations;
    v_positions record;
    v_until bigint;
    v_events recorded_event[];
    v_event recorded_event;
    v_done recorded_event;
    v_error text;
    v_attempts integer;
BEGIN
    PERFORM check_read(0, p_limit);
    PERFORM require_read_committed('running a projection');
    v_checkpoint := lock_projection(p_name, p_generation, p_tenant);
    PERFORM check_checkpoint(
        v_checkpoint.name, v_checkpoint.global_position, v_checkpoint.last_event_id, v_checkpoint.epoch
    );
    SELECT p.* INTO v_projection FROM projections AS p WHERE p.tenant = p_tenant AND p.name = p_name;
    SELECT g.* INTO v_generation FROM projection_generations AS g
    WHERE g.tenant = p_tenant AND g.name = p_name AND g.checkpoint_name = v_checkpoint.name;
    IF v_projection.function_name IS NULL THEN
        PERFORM raise_projection_moved(
            p_name, p_tenant, 'a client handles its events', 'Run it with its client, or drop it and create_sql_projection().'
        );
    END IF;
    PERFORM require_projection_tenant(p_name, v_projection.events_tenant);
    PERFORM require_projection_function(v_projection.function_name);
    events := 0;
    failed := 0;
    global_position := v_checkpoint.global_position;
    status := v_checkpoint.status;
    v_positions := safe_position();
    IF v_projection.is_inline THEN
        status := 'running';
        global_position := v_positions.head_position;
        lag := 0;
        RETURN NEXT;
        RETURN;
    END IF;
    IF status NOT IN ('running', 'rebuilding') OR v_generation.available_at > clock_timestamp() THEN
        lag := v_positions.head_position - global_position;
        RETURN NEXT;
        RETURN;
    END IF;

    v_until := CASE WHEN v_checkpoint.name = p_name THEN least(v_positions.safe_position, v_projection.stop_position)
        ELSE v_positions.safe_position END;
    IF num_nonnulls(v_projection.aggregate_types, v_projection.event_types, v_projection.events_tenant) > 0 THEN
        -- A filtered page may have to pass over many events; this bounds the work of one call.
        v_until := least(v_until, global_position + greatest(100000, p_limit::bigint * 20));
    END IF;
    IF v_until > global_position THEN
        v_events := ARRAY(
            SELECT r FROM read_all(
                global_position, p_limit, v_until, v_projection.aggregate_types, v_projection.event_types,
                v_projection.events_tenant, p_until_is_safe => true
            ) AS r
        );
        IF cardinality(v_events) > 0 THEN
            v_error := handle_projection_events(v_projection.function_name, v_events, v_generation.generation);
            IF v_error IS NULL THEN
                events := cardinality(v_events);
            ELSE
                -- One by one up to the one that fails.
                FOREACH v_event IN ARRAY v_events LOOP
                    v_error := handle_projection_events(
                        v_projection.function_name, ARRAY[v_event], v_generation.generation
                    );
                    EXIT WHEN v_error IS NOT NULL;
                    events := events + 1;
                END LOOP;
            END IF;
        END IF;
        -- A full page ends at its last event, any other at v_until.
        IF v_error IS NULL AND cardinality(v_events) = p_limit THEN
            v_done := v_events[p_limit];
        ELSIF v_error IS NOT NULL AND events > 0 THEN
            v_done := v_events[events];
        END IF;
        IF v_error IS NULL OR events > 0 THEN
            global_position := CASE WHEN v_done IS NULL THEN v_until ELSE v_done.global_position END;
            status := complete_projection_batch(
                p_name, v_generation.generation, global_position, v_done.event_id, events, 0, p_tenant
            );
        END IF;
        IF v_error IS NOT NULL THEN
            failed := 1;
            v_attempts := CASE WHEN events = 0 THEN v_generation.attempts ELSE 0 END + 1;
            PERFORM note_projection_failure(
                p_name, v_generation.generation, global_position, v_event.global_position, v_error,
                v_projection.retry_milliseconds * (2 ^ least(v_attempts - 1, 20)) * interval '1 millisecond',
                v_projection.on_failure = 'stop' AND v_attempts >= v_projection.max_attempts, p_tenant
            );
            IF v_attempts >= v_projection.max_attempts AND v_projection.on_failure <> 'stop' THEN
                IF v_projection.on_failure = 'park' THEN
                    PERFORM park_projection_event(
                        p_name, v_generation.generation, v_event.global_position, v_error, v_attempts, p_tenant
                    );
                END IF;
                global_position := v_event.global_position;
                PERFORM complete_projection_batch(
                    p_name, v_generation.generation, global_position, v_event.event_id, 0,
                    CASE v_projection.on_failure WHEN 'skip' THEN 1 ELSE 0 END, p_tenant
                );
            END IF;
            status := (SELECT c.status FROM checkpoints AS c WHERE c.tenant = p_tenant AND c.name = v_checkpoint.name);
        END IF;
    END IF;
    -- One event a call that was parked and is to be tried again.
    IF status IN ('running', 'rebuilding') THEN
        SELECT b.* INTO v_event FROM begin_parked_projection_event(p_name, v_generation.generation, p_tenant) AS b;
        IF FOUND THEN
            v_error := handle_projection_events(v_projection.function_name, ARRAY[v_event], v_generation.generation);
            PERFORM settle_parked_projection_event(
                p_name, v_generation.generation, v_event.global_position, v_error, p_tenant
            );
            IF v_error IS NULL THEN
                events := events + 1;
            ELSE
                failed := failed + 1;
            END IF;
        END IF;
    END IF;
    lag := v_positions.head_position - global_position;
    RETURN NEXT;
END
$function$;

COMMENT ON FUNCTION run_projection(text, integer, integer, text) IS
'Does one batch of a projection whose events a function handles, exactly once in effect, in the callers transaction.';

REVOKE ALL ON FUNCTION run_projection(text, integer, integer, text) FROM PUBLIC;
