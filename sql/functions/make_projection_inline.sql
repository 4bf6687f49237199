-- Makes a projection whose events a function handles inline: from now on a trigger of events calls the function in each
-- append's own transaction, whoever appends, so that what it builds is never behind. An append that the function fails
-- for is refused. Every append pays for the function, and appends that touch the same rows wait for each other.
--
-- First it does what is left, so that each event counts once: at most p_limit events, while appends wait. Parked events
-- stay parked.
--
-- Concurrency: SHARE ROW EXCLUSIVE on streams keeps all appends waiting until the transaction ends: an append locks its
-- stream before all else, so none is in flight then. Waits no longer than 5 seconds for those under way.
-- Errors: SE025; SE026 when a client handles the events, when it does not run, fails, or is more than p_limit events
-- behind: run_projection() first; 55P03 when appends under way take longer: nothing was changed, run it again.
CREATE OR REPLACE FUNCTION make_projection_inline(
    p_name text,
    p_limit integer DEFAULT 10000,
    p_tenant text DEFAULT ''
)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
SET lock_timeout TO '5s'
AS $function$
DECLARE
    v_run record;
    v_projection projections;
    v_position bigint;
BEGIN
    PERFORM check_read(0, p_limit);
    LOCK TABLE streams IN SHARE ROW EXCLUSIVE MODE;
    SELECT r.* INTO v_run FROM run_projection(p_name, p_limit, NULL, p_tenant) AS r;
    SELECT p.* INTO v_projection FROM projections AS p WHERE p.tenant = p_tenant AND p.name = p_name;
    IF v_projection.is_inline THEN
        RETURN;
    END IF;
    -- A filtered batch ends at a window.
    WHILE v_run.lag > 0 AND v_run.failed = 0 AND v_run.status = 'running' AND v_run.events < p_limit
        AND v_run.global_position > coalesce(v_position, -1)
    LOOP
        v_position := v_run.global_position;
        SELECT r.* INTO v_run FROM run_projection(p_name, p_limit, NULL, p_tenant) AS r;
    END LOOP;
    IF v_run.lag > 0 OR v_run.failed > 0 OR v_run.status <> 'running' OR v_projection.rebuilding_generation IS NOT NULL THEN
        PERFORM raise_projection_moved(
            p_name, p_tenant,
            CASE
                WHEN v_run.failed > 0 THEN 'its function has failed'
                WHEN v_run.status <> 'running' THEN format('it is %s', v_run.status)
                WHEN v_projection.rebuilding_generation IS NOT NULL THEN 'it is being rebuilt'
                ELSE format('it is %s positions behind', v_run.lag)
            END,
            'Let it catch up with run_projection(), then try again.'
        );
    END IF;
    EXECUTE format(
        'CREATE TRIGGER %I AFTER INSERT ON events REFERENCING NEW TABLE AS appended_events '
        'FOR EACH STATEMENT EXECUTE FUNCTION apply_inline_projection(%L, %L, %L, %L, %L)',
        inline_projection_trigger(p_name, p_tenant), v_projection.function_name, v_projection.generation,
        coalesce(v_projection.aggregate_types::text, ''), coalesce(v_projection.event_types::text, ''),
        coalesce('=' || v_projection.events_tenant, 'all')
    );
    UPDATE projections AS p SET is_inline = true, stop_position = NULL WHERE p.tenant = p_tenant AND p.name = p_name;
END
$function$;

COMMENT ON FUNCTION make_projection_inline(text, integer, text) IS
'Makes a projection inline: its function is called in each appends own transaction from now on.';

REVOKE ALL ON FUNCTION make_projection_inline(text, integer, text) FROM PUBLIC;
