-- Pauses a projection that is where it was to stop, or has passed it, and takes the order back. Internal: called by what moves
-- a projection otherwise than by a batch.
CREATE OR REPLACE FUNCTION settle_stop_position(
    p_name text,
    p_tenant text
)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
BEGIN
    UPDATE projections AS p SET stop_position = NULL
    FROM checkpoints AS c
    WHERE p.tenant = p_tenant AND p.name = p_name AND c.tenant = p_tenant AND c.name = p_name
        AND p.stop_position <= c.global_position;
    IF FOUND THEN
        UPDATE checkpoints AS c SET status = 'paused', updated_at = clock_timestamp()
        WHERE c.tenant = p_tenant AND c.name = p_name AND c.status = 'running';
    END IF;
END
$function$;

COMMENT ON FUNCTION settle_stop_position(text, text) IS
'Internal. Pauses a projection that has come to where it was to stop, otherwise than by a batch.';

REVOKE ALL ON FUNCTION settle_stop_position(text, text) FROM PUBLIC;
