-- Gives the store a new identity of its history. To be run after a restore from a backup or a fail-over that lost events:
-- every checkpoint kept outside, and every one saved before, is refused by name from then on (SE010).
-- Remembers which cluster and timeline it was given on, so that the doctor notices the next restore. Returns the new epoch.
CREATE OR REPLACE FUNCTION new_epoch()
RETURNS uuid
LANGUAGE sql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
    UPDATE store
    SET
        epoch = gen_random_uuid(),
        system_identifier = (SELECT i.system_identifier FROM pg_control_system() AS i),
        timeline = server_timeline()
    WHERE require_all_tenants()
    RETURNING store.epoch
$function$;

COMMENT ON FUNCTION new_epoch() IS
'Gives the store a new identity, so that checkpoints of the old history are refused. Run after a restore.';

REVOKE ALL ON FUNCTION new_epoch() FROM PUBLIC;
