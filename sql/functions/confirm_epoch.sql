-- Says that this server holds the whole history of the store's epoch: after a move or a fail-over of which it is certain that
-- no commit was lost. The epoch stays, checkpoints stay good, and the doctor is silent. If in doubt: new_epoch().
-- Returns the epoch. Concurrency: any isolation level; waits for another new_epoch() or change_setting().
CREATE OR REPLACE FUNCTION confirm_epoch()
RETURNS uuid
LANGUAGE sql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
    UPDATE store
    SET system_identifier = (SELECT i.system_identifier FROM pg_control_system() AS i), timeline = server_timeline()
    WHERE require_all_tenants()
    RETURNING store.epoch
$function$;

COMMENT ON FUNCTION confirm_epoch() IS
'Says that this server holds the whole history of the epoch, after a move or fail-over that surely lost nothing.';

REVOKE ALL ON FUNCTION confirm_epoch() FROM PUBLIC;
