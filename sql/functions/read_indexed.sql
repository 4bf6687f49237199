-- Reads with an index on demand: what read_by_value and read_containing have in common.
-- Internal. Errors: as they say.
CREATE OR REPLACE FUNCTION read_indexed(
    p_path text,
    p_kind text,
    p_value text,
    p_position bigint,
    p_limit integer,
    p_tenant text,
    p_skip_compressed boolean
)
RETURNS SETOF recorded_event
LANGUAGE plpgsql
VOLATILE
ROWS 100
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_position bigint := coalesce(p_position, 0);
    v_until bigint;
    v_target record;
    v_condition text;
    v_detached record;
    v_rows bigint;
    v_sees_all boolean;
BEGIN
    PERFORM check_read(p_position, p_limit);
    SELECT t.* INTO STRICT v_target FROM event_index_target(p_path, p_kind) AS t;
    IF NOT EXISTS (
        SELECT FROM pg_index AS i
        WHERE i.indexrelid = to_regclass(format('%I.%I', current_schema(), v_target.index_name)) AND i.indisvalid
    ) THEN
        PERFORM raise_error(
            'SE022', format('%s has no whole %s index', to_json(p_path), p_kind),
            json_build_object('path', p_path, 'kind', p_kind),
            'Build it with create_event_index_statements(), or create_event_index() where appends may wait.'
        );
    END IF;
    v_condition := indexed_condition(p_path, p_kind, v_target.expression);
    v_until := (safe_position()).safe_position;
    v_sees_all := p_skip_compressed IS TRUE OR NOT starts_with(p_path, 'data');
    -- Compressed JSON that is detached may be what is looked for, too.
    SELECT d.* INTO v_detached
    FROM detached_position(
        v_position, v_until, p_tenant => p_tenant,
        p_condition => CASE
            WHEN v_sees_all THEN v_condition
            ELSE '(' || v_condition || ' OR e.content_type LIKE ''application/json;encoding=%'')'
        END,
        p_value => p_value
    ) AS d
    WHERE d.partition_name IS NOT NULL;
    v_until := coalesce(v_detached.global_position - 1, v_until);
    IF NOT v_sees_all THEN
        PERFORM refuse_compressed(p_path, v_position, v_until, p_tenant);
    END IF;
    RETURN QUERY EXECUTE
        'SELECT
            e.global_position, e.tenant, e.aggregate_type, e.aggregate_id, e.version, e.event_id, e.event_type,
            e.schema_version, e.content_type, e.data, e.data_bytes, e.metadata, e.correlation_id, e.causation_id,
            e.user_id, e.timestamp, e.recorded_at, e.checksum
        FROM events AS e
        WHERE ' || v_condition || ' AND e.global_position > $1 AND e.global_position <= $2'
        || CASE WHEN p_tenant IS NULL THEN '' ELSE ' AND e.tenant = $3' END
        || limits_condition((SELECT s.has_limited_streams FROM store AS s), 9)
        || ' ORDER BY e.global_position LIMIT $4'
    USING v_position, v_until, p_tenant, p_limit, clock_timestamp(), NULL::text, NULL::text, p_value,
        clock_timestamp();
    GET DIAGNOSTICS v_rows = ROW_COUNT;
    IF v_rows < p_limit AND v_detached.partition_name IS NOT NULL THEN
        PERFORM raise_detached(v_detached.partition_name);
    END IF;
END
$function$;

COMMENT ON FUNCTION read_indexed(text, text, text, bigint, integer, text, boolean) IS
'Internal. Reads with an index on demand.';

REVOKE ALL ON FUNCTION read_indexed(text, text, text, bigint, integer, text, boolean) FROM PUBLIC;
