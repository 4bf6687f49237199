-- Waits until a projection has passed a position, for at most p_timeout; returns whether it has.
-- Looks every 20 ms and holds its connection meanwhile. READ COMMITTED only (SE009): under the others it would wait for ever.
-- Errors: SE005 when the position, the timeout or the tenant is null, SE009.
CREATE OR REPLACE FUNCTION wait_for_checkpoint(
    p_name text,
    p_global_position bigint,
    p_timeout interval DEFAULT '5 seconds',
    p_tenant text DEFAULT ''
)
RETURNS boolean
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_until timestamptz := clock_timestamp() + p_timeout;
BEGIN
    IF p_global_position IS NULL OR v_until IS NULL THEN
        PERFORM raise_error(
            'SE005', 'waiting for a checkpoint needs a position and a timeout',
            json_build_object('position', p_global_position, 'timeout', p_timeout), 'Give both.'
        );
    END IF;
    PERFORM require_tenant(p_tenant);
    PERFORM require_read_committed();
    WHILE NOT EXISTS (
        SELECT FROM checkpoints AS c
        WHERE c.tenant = p_tenant AND c.name = p_name AND c.global_position >= p_global_position
    ) LOOP
        IF clock_timestamp() >= v_until THEN
            RETURN false;
        END IF;
        PERFORM pg_sleep(0.02);
    END LOOP;
    RETURN true;
END
$function$;

COMMENT ON FUNCTION wait_for_checkpoint(text, bigint, interval, text) IS
'Waits until a projection has passed a position, for at most p_timeout; returns whether it has.';

REVOKE ALL ON FUNCTION wait_for_checkpoint(text, bigint, interval, text) FROM PUBLIC;
