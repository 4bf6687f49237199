-- Waits until a projection has passed a position, for at most p_timeout; returns whether it has.
-- Looks every 20 ms and holds its connection meanwhile. READ COMMITTED only (SE009): under the others it would wait for ever.
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
    PERFORM require_read_committed();
    LOOP
        IF EXISTS (
            SELECT FROM checkpoints AS c
            WHERE c.tenant = p_tenant AND c.name = p_name AND c.global_position >= p_global_position
        ) THEN
            RETURN true;
        END IF;
        IF clock_timestamp() >= v_until THEN
            RETURN false;
        END IF;
        PERFORM pg_sleep(0.02);
    END LOOP;
END
$function$;

COMMENT ON FUNCTION wait_for_checkpoint(text, bigint, interval, text) IS
'Waits until a projection has passed a position, for at most p_timeout; returns whether it has.';

REVOKE ALL ON FUNCTION wait_for_checkpoint(text, bigint, interval, text) FROM PUBLIC;
