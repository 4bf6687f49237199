-- Raises SE018 for a stream that is absent, or SE005 when the tenant is null. Internal.
CREATE OR REPLACE FUNCTION raise_stream_not_found(p_aggregate_type text, p_aggregate_id text, p_tenant text)
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path FROM CURRENT
AS $function$
BEGIN
    PERFORM require_tenant(p_tenant);
    PERFORM raise_error(
        'SE018', format('there is no stream %s %s', to_json(p_aggregate_type), to_json(p_aggregate_id)),
        json_build_object('tenant', p_tenant, 'aggregate_type', p_aggregate_type, 'aggregate_id', p_aggregate_id),
        'Check the names: aggregate type, aggregate id and tenant. A stream begins with its first event.'
    );
END
$function$;

COMMENT ON FUNCTION raise_stream_not_found(text, text, text) IS
'Internal. Raises SE018 for a stream that is absent.';

REVOKE ALL ON FUNCTION raise_stream_not_found(text, text, text) FROM PUBLIC;
