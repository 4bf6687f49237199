-- Refuses a limit outside 1 to 100,000 and negative positions. Internal: called by the reading functions. Errors: SE005.
CREATE OR REPLACE FUNCTION check_read(p_position bigint, p_limit integer, p_until bigint DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path FROM CURRENT
AS $function$
BEGIN
    IF p_limit IS NULL OR p_limit NOT BETWEEN 1 AND 100000 THEN
        PERFORM raise_error(
            'SE005', format('the limit of a read is 1 to 100000, not %s', coalesce(p_limit::text, 'null')),
            json_build_object('argument', 'p_limit', 'limit', p_limit), 'Read in pages.'
        );
    END IF;
    IF p_position < 0 OR p_until < 0 THEN
        PERFORM raise_error(
            'SE005', format('%s is not a position or version to read from', least(p_position, p_until)),
            json_build_object('argument', 'p_position', 'position', p_position, 'until', p_until),
            'Positions and versions begin at 1; 0 is before the first.'
        );
    END IF;
END
$function$;

COMMENT ON FUNCTION check_read(bigint, integer, bigint) IS
'Internal. Refuses (SE005) a limit outside 1 to 100,000 and negative positions.';

REVOKE ALL ON FUNCTION check_read(bigint, integer, bigint) FROM PUBLIC;
