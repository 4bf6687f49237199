-- The trigger that makes the log append-only: refuses UPDATE, DELETE and TRUNCATE of what is stored, for everybody, the
-- owner and superusers too. Functions made for change switch it off while they change: allow_change(). A stop for mistakes:
-- roles without rights on the tables never get here, and an owner who means it can do the same.
-- Internal. Errors: SE013.
CREATE OR REPLACE FUNCTION refuse_change()
RETURNS trigger
LANGUAGE plpgsql
SET search_path FROM CURRENT
AS $function$
BEGIN
    IF current_setting('event_store.change', true) IS DISTINCT FROM 'on' THEN
        PERFORM raise_error(
            'SE013', format('%s of %s is refused: what is stored is not changed', TG_OP, TG_TABLE_NAME),
            json_build_object('operation', TG_OP, 'table', TG_TABLE_NAME),
            'Append an event that corrects the earlier one; delete streams and partitions with the functions made for it.'
        );
    END IF;
    RETURN NULL;
END
$function$;

COMMENT ON FUNCTION refuse_change() IS
'Internal. The trigger that refuses (SE013) UPDATE, DELETE and TRUNCATE of what is stored.';

REVOKE ALL ON FUNCTION refuse_change() FROM PUBLIC;
