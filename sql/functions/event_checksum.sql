-- SHA-256 over everything that is stored of an event but the checksum itself.
-- Fields are joined by the unit separator (0x1F), which neither names nor JSON text can contain; a null field is empty
-- after a 0x1E, so that null and empty differ. Times are microseconds since 1970. data_bytes follow at the end.
CREATE OR REPLACE FUNCTION event_checksum(
    p_global_position bigint,
    p_stream_id bigint,
    p_version bigint,
    p_timestamp timestamptz,
    p_recorded_at timestamptz,
    p_event_id uuid,
    p_schema_version integer,
    p_tenant text,
    p_aggregate_type text,
    p_aggregate_id text,
    p_event_type text,
    p_correlation_id text,
    p_causation_id text,
    p_user_id text,
    p_content_type text,
    p_data json,
    p_data_bytes bytea,
    p_metadata json
)
RETURNS bytea
LANGUAGE sql
STABLE PARALLEL SAFE
RETURN sha256(
    convert_to(
        concat_ws(
            chr(31),
            p_global_position,
            p_stream_id,
            p_version,
            (extract(EPOCH FROM p_timestamp) * 1000000)::bigint,
            (extract(EPOCH FROM p_recorded_at) * 1000000)::bigint,
            p_event_id,
            p_schema_version,
            p_tenant,
            p_aggregate_type,
            p_aggregate_id,
            p_event_type,
            coalesce(p_correlation_id, chr(30)),
            coalesce(p_causation_id, chr(30)),
            coalesce(p_user_id, chr(30)),
            coalesce(p_content_type, chr(30)),
            coalesce(p_metadata::text, chr(30)),
            coalesce(p_data::text, chr(30))
        ),
        'UTF8'
    ) || coalesce(p_data_bytes, ''::bytea)
);

COMMENT ON FUNCTION event_checksum(
    bigint, bigint, bigint, timestamptz, timestamptz, uuid, integer, text, text, text, text, text, text, text, text,
    json, bytea, json
) IS
'SHA-256 over everything stored of an event: fields joined by 0x1F, times in microseconds since 1970, bytes last.';

REVOKE ALL ON FUNCTION event_checksum(
    bigint, bigint, bigint, timestamptz, timestamptz, uuid, integer, text, text, text, text, text, text, text, text,
    json, bytea, json
) FROM PUBLIC;
