-- Raises SE017 for a stream that is deleted. Internal.
CREATE OR REPLACE FUNCTION raise_stream_deleted(
    p_aggregate_type text,
    p_aggregate_id text,
    p_tenant text,
    p_version bigint,
    p_deleted_at timestamptz
)
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path FROM CURRENT
AS $function$
BEGIN
    PERFORM raise_error(
        'SE017', format('stream %s %s is deleted', to_json(p_aggregate_type), to_json(p_aggregate_id)),
        json_build_object(
            'tenant', p_tenant, 'aggregate_type', p_aggregate_type, 'aggregate_id', p_aggregate_id,
            'actual_version', p_version, 'deleted_at', p_deleted_at
        ),
        'reopen_stream() makes it readable again, as far as scavenge has not removed its events.'
    );
END
$function$;

COMMENT ON FUNCTION raise_stream_deleted(text, text, text, bigint, timestamptz) IS
'Internal. Raises SE017 for a stream that is deleted.';

REVOKE ALL ON FUNCTION raise_stream_deleted(text, text, text, bigint, timestamptz) FROM PUBLIC;
