-- Switches the trigger that makes the log append-only (refuse_change) off for this transaction, and returns what to give back
-- when the change is made:  v_before := allow_change(); … ; PERFORM allow_change(v_before);
--
-- Not as SET event_store.change in the definition of the function that changes: only a superuser may create one with a setting
-- that the server does not know. After an error the setting goes with its savepoint or transaction.
-- Internal. Whoever has no right on the tables gains nothing by it.
CREATE OR REPLACE FUNCTION allow_change(
    p_value text DEFAULT 'on'
)
RETURNS text
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_before text := coalesce(current_setting('event_store.change', true), '');
BEGIN
    PERFORM set_config('event_store.change', p_value, true);
    RETURN v_before;
END
$function$;

COMMENT ON FUNCTION allow_change(text) IS
'Internal. Lets a function made for it change what is stored, and returns the value to set again afterwards.';

REVOKE ALL ON FUNCTION allow_change(text) FROM PUBLIC;
