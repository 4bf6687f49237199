-- Says whether a text is JSON that every later jsonb query and index can take: no \u0000, no lone surrogate, numbers within
-- numeric, nesting within the stack. Internal: append asks it only for texts that could fail.
CREATE OR REPLACE FUNCTION is_queryable_json(p_text text)
RETURNS boolean
LANGUAGE plpgsql
STABLE PARALLEL UNSAFE
SET search_path FROM CURRENT
AS $function$
BEGIN
    PERFORM p_text::jsonb;
    RETURN true;
EXCEPTION
    WHEN data_exception OR program_limit_exceeded THEN
        RETURN false;
END
$function$;

COMMENT ON FUNCTION is_queryable_json(text) IS
'Internal. Whether the text is JSON that jsonb can take as well. False for malformed JSON, \u0000, lone surrogates, huge numbers.';

REVOKE ALL ON FUNCTION is_queryable_json(text) FROM PUBLIC;
