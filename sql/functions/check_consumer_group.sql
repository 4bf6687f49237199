-- Refuses names that a consumer group or a member cannot have. Internal: called by the functions that name them. Errors: SE005.
CREATE OR REPLACE FUNCTION check_consumer_group(p_argument text, p_name text)
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path FROM CURRENT
AS $function$
BEGIN
    IF coalesce(p_name, '') = '' OR octet_length(p_name) > 255 OR p_name ~ E'[\\x01-\\x1f\\x7f-\\x9f]' THEN
        PERFORM raise_error(
            'SE005', format('%s is not a name', p_argument), json_build_object('argument', p_argument, 'name', p_name),
            'A name has 1 to 255 bytes without control characters.'
        );
    END IF;
END
$function$;

COMMENT ON FUNCTION check_consumer_group(text, text) IS
'Internal. Refuses (SE005) names that no consumer group and no member can have.';

REVOKE ALL ON FUNCTION check_consumer_group(text, text) FROM PUBLIC;
