-- Refuses what assumes that a projection is elsewhere than it is. Internal. Errors: SE026; its DETAIL says how it is.
CREATE OR REPLACE FUNCTION raise_projection_moved(
    p_name text,
    p_tenant text,
    p_message text,
    p_hint text
)
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path FROM CURRENT
AS $function$
BEGIN
    PERFORM raise_error(
        'SE026', format('projection %s: %s', to_json(p_name), p_message),
        (
            SELECT json_build_object(
                'name', p_name, 'tenant', p_tenant, 'generation', p.generation,
                'rebuilding_generation', p.rebuilding_generation,
                'is_inline', p.is_inline, 'status', c.status, 'position', c.global_position, 'stop_position', p.stop_position
            )
            FROM (SELECT) AS one
            LEFT JOIN projections AS p ON p.tenant = p_tenant AND p.name = p_name
            LEFT JOIN checkpoints AS c ON c.tenant = p.tenant AND c.name = p.name
        ),
        p_hint
    );
END
$function$;

COMMENT ON FUNCTION raise_projection_moved(text, text, text, text) IS
'Internal. Refuses what assumes that a projection is elsewhere than it is (SE026).';

REVOKE ALL ON FUNCTION raise_projection_moved(text, text, text, text) FROM PUBLIC;
