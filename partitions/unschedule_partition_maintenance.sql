-- Takes the job of schedule_partition_maintenance() away; says whether there was one. Of the role that calls this; a superuser
-- takes away everybody's.
-- Errors: as schedule_partition_maintenance.
CREATE OR REPLACE FUNCTION unschedule_partition_maintenance()
RETURNS boolean
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_is_removed boolean;
    v_cron text := require_partition_scheduler(current_user);
BEGIN
    EXECUTE format('SELECT count(%1$I.unschedule(j.jobid)) > 0 FROM %1$I.job AS j WHERE j.jobname = $1', v_cron)
    INTO v_is_removed USING 'event_store ' || current_schema();
    RETURN v_is_removed;
END
$function$;

COMMENT ON FUNCTION unschedule_partition_maintenance() IS
'Takes the job of schedule_partition_maintenance() away; says whether there was one.';

REVOKE ALL ON FUNCTION unschedule_partition_maintenance() FROM PUBLIC;
