-- Takes make_projection_inline() back: from now on run_projection() handles the events, exactly where the appends left
-- off.
-- Concurrency: as make_projection_inline, and ACCESS EXCLUSIVE on events until the transaction ends.
-- Errors: SE025; 55P03 likewise.
CREATE OR REPLACE FUNCTION make_projection_asynchronous(
    p_name text,
    p_tenant text DEFAULT ''
)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
SET lock_timeout TO '5s'
AS $function$
BEGIN
    PERFORM require_tenant(p_tenant);
    LOCK TABLE streams IN SHARE ROW EXCLUSIVE MODE;
    PERFORM lock_projection(p_name, NULL, p_tenant);
    UPDATE projections AS p SET is_inline = false WHERE p.tenant = p_tenant AND p.name = p_name AND p.is_inline;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    EXECUTE format('DROP TRIGGER %I ON events', inline_projection_trigger(p_name, p_tenant));
    UPDATE checkpoints AS c
    SET
        global_position = head_position(), last_event_id = NULL, status = 'running', error = NULL, epoch = s.epoch,
        updated_at = clock_timestamp()
    FROM store AS s
    WHERE c.tenant = p_tenant AND c.name = p_name;
END
$function$;

COMMENT ON FUNCTION make_projection_asynchronous(text, text) IS
'Takes make_projection_inline() back: run_projection() handles the events from now on.';

REVOKE ALL ON FUNCTION make_projection_asynchronous(text, text) FROM PUBLIC;
