-- The version of a stream, that is of its last event; 0 when the stream is absent. Deleting softly, truncating and limits do
-- not change it.
-- Concurrency: any isolation level. Errors: SE005 for a null tenant.
CREATE OR REPLACE FUNCTION stream_version(
    p_aggregate_type text,
    p_aggregate_id text,
    p_tenant text DEFAULT ''
)
RETURNS bigint
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_version bigint;
BEGIN
    SELECT s.version INTO v_version
    FROM streams AS s
    WHERE s.tenant = p_tenant AND s.aggregate_type = p_aggregate_type AND s.aggregate_id = p_aggregate_id;
    IF NOT FOUND THEN
        PERFORM require_tenant(p_tenant);
    END IF;
    RETURN coalesce(v_version, 0);
END
$function$;

COMMENT ON FUNCTION stream_version(text, text, text) IS
'The version of a stream, that is of its last event; 0 when the stream is absent.';

REVOKE ALL ON FUNCTION stream_version(text, text, text) FROM PUBLIC;
