-- Which files of the contract are installed, with the SHA-256 of their text (without its last newline) in hexadecimal.
CREATE OR REPLACE FUNCTION installed_files()
RETURNS TABLE (path text, migration integer, checksum text, installed_at timestamptz, installed_by text)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
    SELECT h.path, h.migration, h.checksum, h.installed_at, h.installed_by
    FROM schema_history AS h
    ORDER BY h.migration NULLS LAST, h.path
$function$;

COMMENT ON FUNCTION installed_files() IS
'Which files of the contract are installed, with the SHA-256 of their text.';

REVOKE ALL ON FUNCTION installed_files() FROM PUBLIC;
