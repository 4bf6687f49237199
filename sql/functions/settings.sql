-- The settings of the store: name, value, meaning.
CREATE OR REPLACE FUNCTION settings()
RETURNS TABLE (name text, value text, meaning text)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
    SELECT
        a.attname::text,
        to_jsonb(s) ->> a.attname::text,
        col_description(a.attrelid, a.attnum)
    FROM store AS s
    INNER JOIN pg_attribute AS a ON a.attrelid = 'store'::regclass AND a.attnum > 0
    WHERE a.attname NOT IN (
        'only_row', 'epoch', 'system_identifier', 'timeline', 'created_at', 'is_tenant_isolated', 'role_prefix',
        'has_limited_streams'
    )
    ORDER BY a.attname
$function$;

COMMENT ON FUNCTION settings() IS
'The settings of the store: name, value, meaning. change_setting() changes one.';

REVOKE ALL ON FUNCTION settings() FROM PUBLIC;
