-- The position of the first pending message of a stream from a position on; null when there is none.
-- Internal: called by the functions of the outbox. STABLE, so that it sees what the calling statement sees; PL/pgSQL, so
-- that its plan is kept.
CREATE OR REPLACE FUNCTION first_pending_position(p_stream_id bigint, p_from bigint)
RETURNS bigint
LANGUAGE plpgsql
STABLE
SET search_path FROM CURRENT
SET plan_cache_mode TO 'force_generic_plan'
AS $function$
BEGIN
    RETURN (
        SELECT o.global_position
        FROM outbox AS o
        WHERE o.stream_id = p_stream_id AND o.global_position >= p_from AND o.done_at IS NULL AND o.parked_at IS NULL
        ORDER BY o.global_position
        LIMIT 1
    );
END
$function$;

COMMENT ON FUNCTION first_pending_position(bigint, bigint) IS
'Internal. The position of the first pending message of a stream from a position on.';

REVOKE ALL ON FUNCTION first_pending_position(bigint, bigint) FROM PUBLIC;
