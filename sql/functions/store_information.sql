-- What a client asks once when it connects: identity, schema version, channel, limits.
CREATE OR REPLACE FUNCTION store_information()
RETURNS TABLE (
    epoch uuid,
    schema_version integer,
    bell_channel text,
    bell_interval_milliseconds integer,
    max_events_per_append integer,
    max_payload_bytes integer,
    server_version integer,
    is_in_recovery boolean
)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
    SELECT
        s.epoch,
        schema_version(),
        bell_channel(),
        s.bell_interval_milliseconds,
        s.max_events_per_append,
        s.max_payload_bytes,
        current_setting('server_version_num')::integer,
        pg_is_in_recovery()
    FROM store AS s
$function$;

COMMENT ON FUNCTION store_information() IS
'What a client asks once when it connects: identity, schema version, channel, limits.';

REVOKE ALL ON FUNCTION store_information() FROM PUBLIC;
