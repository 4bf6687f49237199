-- Raises SE029 when events that a query on a path into data would have to look at are JSON that is stored compressed: the
-- query cannot see into them, and must not pass over them in silence. Looks after p_position up to p_until, at the events of a
-- tenant or all (null), and leaves out what no read returns.
-- Concurrency: any isolation level. Cheap for a tenant: events_encoded_json_idx holds compressed JSON only. For all tenants it
-- may read all of that index, where all that is compressed lies before p_position.
-- Internal: called by read_indexed.
CREATE OR REPLACE FUNCTION refuse_compressed(
    p_path text,
    p_position bigint,
    p_until bigint,
    p_tenant text
)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_global_position bigint;
    v_encoding text;
BEGIN
    -- Of a tenant the first one, by the index. Of all tenants any one: their first would need all of the index.
    EXECUTE
        'SELECT e.global_position, payload_encoding(e.content_type) AS encoding
        FROM events AS e
        WHERE e.content_type LIKE ''application/json;encoding=%'' AND payload_encoding(e.content_type) IS NOT NULL
            AND e.global_position > $1 AND e.global_position <= $2'
        || limits_condition((SELECT s.has_limited_streams FROM store AS s), 4)
        || CASE WHEN p_tenant IS NULL THEN '' ELSE ' AND e.tenant = $3 ORDER BY e.global_position' END
        || ' LIMIT 1'
    INTO v_global_position, v_encoding
    USING p_position, p_until, p_tenant, clock_timestamp();
    IF v_global_position IS NOT NULL THEN
        PERFORM raise_error(
            'SE029',
            format(
                '%s cannot be looked for in compressed payloads, and there are some, for example the event at position %s (%s)',
                to_json(p_path), v_global_position, coalesce(v_encoding, 'encoded otherwise')
            ),
            json_build_object(
                'path', p_path, 'global_position', v_global_position, 'encoding', v_encoding, 'tenant', p_tenant
            ),
            'Pass over them on purpose with p_skip_compressed => true. Events of types that are queried so are better not '
            'compressed; a path into metadata always sees all.'
        );
    END IF;
END
$function$;

COMMENT ON FUNCTION refuse_compressed(text, bigint, bigint, text) IS
'Internal. Raises SE029 when a query on a path into data would have to look into compressed payloads.';

REVOKE ALL ON FUNCTION refuse_compressed(text, bigint, bigint, text) FROM PUBLIC;
