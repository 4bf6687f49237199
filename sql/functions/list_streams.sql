-- Lists the streams of a tenant (null: of all), a page at a time.
--
-- p_order: name (tenant, aggregate type, aggregate id), updated (latest append first), created (newest first), version (longest
-- first). The first is an index scan; the others sort the tenant's streams.
-- Keyset paging: pass the last row of a page as p_after_type and p_after_id to get the next page, in every order but name its
-- page_key as p_after_key (the text of its updated_at, created_at or version, exact), and of all tenants p_after_tenant too.
-- The next page begins where that row stood, also when the stream was appended to since, so no page repeats a row of the one
-- before. In the orders updated and version a stream that an append moves ahead of that place is on no later page.
-- p_aggregate_type null: all types. p_id_prefix: only ids that begin so. Deleted streams are listed too, with deleted_at.
-- Concurrency: any isolation level.
-- Errors: SE005 for a limit outside 1 to 100,000, an unknown order, or an end of the page before that does not fit the order.
CREATE OR REPLACE FUNCTION list_streams(
    p_aggregate_type text DEFAULT NULL,
    p_id_prefix text DEFAULT NULL,
    p_order text DEFAULT 'name',
    p_after_type text DEFAULT NULL,
    p_after_id text DEFAULT NULL,
    p_limit integer DEFAULT 100,
    p_tenant text DEFAULT '',
    p_after_tenant text DEFAULT NULL,
    p_after_key text DEFAULT NULL
)
RETURNS TABLE (
    tenant text,
    aggregate_type text,
    aggregate_id text,
    version bigint,
    first_timestamp timestamptz,
    last_timestamp timestamptz,
    created_at timestamptz,
    updated_at timestamptz,
    page_key text,
    deleted_at timestamptz
)
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
ROWS 100
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_key text;
    v_after_tenant text := coalesce(p_after_tenant, p_tenant);
    v_after_time timestamptz;
    v_after_version bigint;
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
        OR (p_after_key IS NOT NULL) <> (p_after_type IS NOT NULL AND v_key IS NOT NULL)
        OR (p_after_type IS NULL AND p_after_tenant IS NOT NULL) OR (p_after_type IS NOT NULL AND v_after_tenant IS NULL)
    THEN
        PERFORM raise_error(
            'SE005', format('cannot list streams ordered by %s after %s', to_json(p_order), to_json(p_after_id)),
            json_build_object(
                'order', p_order, 'after_tenant', p_after_tenant, 'after_type', p_after_type, 'after_id', p_after_id,
                'after_key', p_after_key
            ),
            'The orders are name, updated, created and version; p_after_type and p_after_id go together, in every order but '
            'name with p_after_key, which is page_key of that row, and of all tenants with p_after_tenant.'
        );
    END IF;
    BEGIN
        IF p_order = 'version' THEN
            v_after_version := p_after_key::bigint;
        ELSE
            v_after_time := p_after_key::timestamptz;
        END IF;
    EXCEPTION
        WHEN data_exception THEN
            PERFORM raise_error(
                'SE005', format('%s is no key of the order %s: %s', to_json(p_after_key), to_json(p_order), SQLERRM),
                json_build_object('argument', 'p_after_key', 'order', p_order, 'after_key', p_after_key),
                'Pass page_key of the last row of the page before, which was listed in the same order.'
            );
    END;
    FOR tenant, aggregate_type, aggregate_id, version, first_timestamp, last_timestamp, created_at, updated_at, deleted_at
    IN EXECUTE
        'SELECT s.tenant, s.aggregate_type, s.aggregate_id, s.version, s.first_timestamp, s.last_timestamp, '
        's.created_at, s.updated_at, s.deleted_at FROM streams AS s WHERE '
        || CASE WHEN p_tenant IS NULL THEN 'true' ELSE 's.tenant = $1' END
        || CASE WHEN p_aggregate_type IS NULL THEN '' ELSE ' AND s.aggregate_type = $2' END
        || CASE WHEN p_id_prefix IS NULL THEN '' ELSE ' AND starts_with(s.aggregate_id, $5)' END
        || CASE
            WHEN p_after_type IS NULL THEN ''
            WHEN v_key IS NULL THEN ' AND (s.tenant, s.aggregate_type, s.aggregate_id) > ($7, $3, $4)'
            ELSE format(
                ' AND (%s, s.tenant, s.aggregate_type, s.aggregate_id) < (%s, $7, $3, $4)',
                v_key, CASE WHEN p_order = 'version' THEN '$9' ELSE '$8' END
            )
        END
        || ' ORDER BY '
        || CASE
            WHEN v_key IS NULL THEN 's.tenant, s.aggregate_type, s.aggregate_id'
            ELSE v_key || ' DESC, s.tenant DESC, s.aggregate_type DESC, s.aggregate_id DESC'
        END
        || ' LIMIT $6'
    USING
        p_tenant, p_aggregate_type, p_after_type, p_after_id, p_id_prefix, p_limit, v_after_tenant, v_after_time,
        v_after_version
    LOOP
        page_key := CASE p_order
            WHEN 'updated' THEN to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
            WHEN 'created' THEN to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
            WHEN 'version' THEN version::text
        END;
        RETURN NEXT;
    END LOOP;
END
$function$;

COMMENT ON FUNCTION list_streams(text, text, text, text, text, integer, text, text, text) IS
'Lists the streams of a tenant or of all: filter by type and id prefix, order by name, updated, created or version, keyset '
'paging.';

REVOKE ALL ON FUNCTION list_streams(text, text, text, text, text, integer, text, text, text) FROM PUBLIC;
