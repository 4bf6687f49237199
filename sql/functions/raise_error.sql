-- Raises an error of the store: an SQLSTATE of class SE, a message for people, a JSON detail for programs, a hint.
-- Internal: called by the other functions only.
CREATE OR REPLACE FUNCTION raise_error(p_code text, p_message text, p_detail json, p_hint text)
RETURNS void
LANGUAGE plpgsql
SET search_path FROM CURRENT
AS $function$
BEGIN
    RAISE EXCEPTION USING ERRCODE = p_code, MESSAGE = p_message, DETAIL = p_detail::text, HINT = p_hint;
END
$function$;

COMMENT ON FUNCTION raise_error(text, text, json, text) IS
'Internal. Raises an error with an SQLSTATE of the store, see the table in sql/README.md.';

REVOKE ALL ON FUNCTION raise_error(text, text, json, text) FROM PUBLIC;
