-- Waits until a projection has passed a position, for at most p_timeout; returns whether it has.
-- Looks every 20 ms and holds its connection meanwhile. READ COMMITTED only (SE009): under the others it would wait for ever.
-- Errors: SE005 when the position, the timeout or the tenant is null, SE009; SE010 and SE011 at once when the checkpoint
-- is of another history or beyond the head.
CREATE OR REPLACE FUNCTION wait_for_checkpoint(
    p_name text,
    p_global_position bigint,
    p_timeout interval DEFAULT '5 seconds',
    p_tenant text DEFAULT ''
)
RETURNS boolean
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_until timestamptz := clock_timestamp() + least(p_timeout, interval '1000 days');
    v_checkpoint record;
BEGIN
    IF p_global_position IS NULL OR p_timeout IS NULL THEN
        PERFORM raise_error(
            'SE005', 'waiting for a checkpoint needs a position and a timeout',
            json_build_object('position', p_global_position, 'timeout', p_timeout), 'Give both.'
        );
    END IF;
    PERFORM require_tenant(p_tenant);
    PERFORM require_read_committed();
    LOOP
        SELECT c.global_position, c.epoch INTO v_checkpoint
        FROM checkpoints AS c
        WHERE c.tenant = p_tenant AND c.name = p_name;
        IF FOUND THEN
            -- One of another history would never come there.
            PERFORM check_checkpoint(p_name, v_checkpoint.global_position, NULL, v_checkpoint.epoch);
            -- An inline projection is never behind.
            IF v_checkpoint.global_position >= p_global_position
                OR EXISTS (SELECT FROM projections AS p WHERE p.tenant = p_tenant AND p.name = p_name AND p.is_inline)
            THEN
                RETURN true;
            END IF;
        END IF;
        EXIT WHEN clock_timestamp() >= v_until;
        PERFORM pg_sleep(0.02);
    END LOOP;
    RETURN false;
END
$function$;

COMMENT ON FUNCTION wait_for_checkpoint(text, bigint, interval, text) IS
'Waits until a projection has passed a position, for at most p_timeout; returns whether it has.';

REVOKE ALL ON FUNCTION wait_for_checkpoint(text, bigint, interval, text) FROM PUBLIC;
