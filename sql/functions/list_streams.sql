-- Lists the streams of a tenant (null: of all), a page at a time.
--
-- p_order: name (tenant, aggregate type, aggregate id), updated (latest append first), created (newest first), version (longest
-- first). The first is an index scan; the others sort the tenant's streams.
-- Keyset paging: pass the last row of a page as p_after_type and p_after_id to get the next page, and of all tenants as
-- p_after_tenant too.
-- p_aggregate_type null: all types. p_id_prefix: only ids that begin so.
-- Concurrency: any isolation level. Errors: SE005 for a limit outside 1 to 100,000 or an unknown order.
CREATE OR REPLACE FUNCTION list_streams(
    p_aggregate_type text DEFAULT NULL,
    p_id_prefix text DEFAULT NULL,
    p_order text DEFAULT 'name',
    p_after_type text DEFAULT NULL,
    p_after_id text DEFAULT NULL,
    p_limit integer DEFAULT 100,
    p_tenant text DEFAULT '',
    p_after_tenant text DEFAULT NULL
)
RETURNS TABLE (
    tenant text,
    aggregate_type text,
    aggregate_id text,
    version bigint,
    first_timestamp timestamptz,
    last_timestamp timestamptz,
    created_at timestamptz,
    updated_at timestamptz
)
LANGUAGE plpgsql
STABLE
ROWS 100
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_key text;
    v_after text;
    v_after_tenant text := coalesce(p_after_tenant, p_tenant);
BEGIN
    PERFORM check_read(NULL, p_limit);
    v_key := CASE p_order
        WHEN 'name' THEN NULL
        WHEN 'updated' THEN 's.updated_at'
        WHEN 'created' THEN 's.created_at'
        WHEN 'version' THEN 's.version'
        ELSE 'unknown'
    END;
    IF v_key = 'unknown' OR p_order IS NULL OR (p_after_type IS NULL) <> (p_after_id IS NULL)
        OR (p_after_type IS NULL AND p_after_tenant IS NOT NULL) OR (p_after_type IS NOT NULL AND v_after_tenant IS NULL)
    THEN
        PERFORM raise_error(
            'SE005', format('cannot list streams ordered by %s after %s', to_json(p_order), to_json(p_after_id)),
            json_build_object(
                'order', p_order, 'after_tenant', p_after_tenant, 'after_type', p_after_type, 'after_id', p_after_id
            ),
            'The orders are name, updated, created and version; p_after_type and p_after_id go together, and of all '
            'tenants with p_after_tenant.'
        );
    END IF;
    v_after := CASE
        WHEN p_after_type IS NULL THEN ''
        WHEN v_key IS NULL THEN ' AND (s.tenant, s.aggregate_type, s.aggregate_id) > ($7, $3, $4)'
        ELSE format(
            ' AND (%1$s, s.tenant, s.aggregate_type, s.aggregate_id) < ('
            'SELECT %1$s, s.tenant, s.aggregate_type, s.aggregate_id FROM streams AS s '
            'WHERE s.tenant = $7 AND s.aggregate_type = $3 AND s.aggregate_id = $4)',
            v_key
        )
    END;
    FOR tenant, aggregate_type, aggregate_id, version, first_timestamp, last_timestamp, created_at, updated_at IN EXECUTE
        'SELECT s.tenant, s.aggregate_type, s.aggregate_id, s.version, s.first_timestamp, s.last_timestamp, '
        's.created_at, s.updated_at FROM streams AS s WHERE '
        || CASE WHEN p_tenant IS NULL THEN 'true' ELSE 's.tenant = $1' END
        || CASE WHEN p_aggregate_type IS NULL THEN '' ELSE ' AND s.aggregate_type = $2' END
        || CASE WHEN p_id_prefix IS NULL THEN '' ELSE ' AND starts_with(s.aggregate_id, $5)' END
        || v_after
        || ' ORDER BY '
        || CASE
            WHEN v_key IS NULL THEN 's.tenant, s.aggregate_type, s.aggregate_id'
            ELSE v_key || ' DESC, s.tenant DESC, s.aggregate_type DESC, s.aggregate_id DESC'
        END
        || ' LIMIT $6'
    USING p_tenant, p_aggregate_type, p_after_type, p_after_id, p_id_prefix, p_limit, v_after_tenant
    LOOP
        RETURN NEXT;
    END LOOP;
END
$function$;

COMMENT ON FUNCTION list_streams(text, text, text, text, text, integer, text, text) IS
'Lists the streams of a tenant or of all: filter by type and id prefix, order by name, updated, created or version, keyset '
'paging.';

REVOKE ALL ON FUNCTION list_streams(text, text, text, text, text, integer, text, text) FROM PUBLIC;
