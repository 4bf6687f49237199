-- The version of a stream, that is of its last event; 0 when the stream is absent.
-- Concurrency: any isolation level.
CREATE OR REPLACE FUNCTION stream_version(
    p_aggregate_type text,
    p_aggregate_id text,
    p_tenant text DEFAULT ''
)
RETURNS bigint
LANGUAGE sql
STABLE
SET search_path FROM CURRENT
AS $function$
    SELECT coalesce(
        (
            SELECT s.version
            FROM streams AS s
            WHERE s.tenant = p_tenant AND s.aggregate_type = p_aggregate_type AND s.aggregate_id = p_aggregate_id
        ), 0
    )
$function$;

COMMENT ON FUNCTION stream_version(text, text, text) IS
'The version of a stream, that is of its last event; 0 when the stream is absent.';

REVOKE ALL ON FUNCTION stream_version(text, text, text) FROM PUBLIC;
