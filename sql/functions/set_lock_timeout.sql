-- Sets how long the calling function waits for a lock. Internal: only for functions that have SET lock_timeout in their
-- definition, which gives the session's own value back. Errors: SE005 outside 1 to 60,000 milliseconds.
CREATE OR REPLACE FUNCTION set_lock_timeout(p_lock_timeout_milliseconds integer)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
BEGIN
    IF p_lock_timeout_milliseconds IS NULL OR p_lock_timeout_milliseconds NOT BETWEEN 1 AND 60000 THEN
        PERFORM raise_error(
            'SE005', format('the lock timeout is 1 to 60000 ms, not %s', coalesce(p_lock_timeout_milliseconds::text, 'null')),
            json_build_object('argument', 'p_lock_timeout_milliseconds', 'value', p_lock_timeout_milliseconds),
            'Everybody waits meanwhile: keep it below a second and try again.'
        );
    END IF;
    PERFORM set_config('lock_timeout', p_lock_timeout_milliseconds::text, true);
END
$function$;

COMMENT ON FUNCTION set_lock_timeout(integer) IS
'Internal. Sets how long the calling function waits for a lock (SE005 outside 1 to 60,000 milliseconds).';

REVOKE ALL ON FUNCTION set_lock_timeout(integer) FROM PUBLIC;
