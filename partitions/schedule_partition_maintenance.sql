-- Has pg_cron call maintain_partitions() of this schema, daily unless p_schedule says otherwise (five fields, as in crontab),
-- as the role that calls this. Returns the job's id. Scheduling again changes the job of that role.
--
-- pg_cron connects to the server by itself: as that role, through cron.host and pg_hba.conf, or with
-- cron.use_background_workers. What became of it is in cron.job_run_details.
-- Errors: SE023 where pg_cron is not in this database, or the role cannot log in or not use pg_cron; SE021 for a role that has
-- not all tenants.
CREATE OR REPLACE FUNCTION schedule_partition_maintenance(
    p_schedule text DEFAULT '17 3 * * *',
    p_months integer DEFAULT 3,
    p_close_after interval DEFAULT NULL,
    p_compress_after interval DEFAULT NULL,
    p_detach_after interval DEFAULT NULL
)
RETURNS bigint
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
SET intervalstyle TO 'postgres'
AS $function$
DECLARE
    v_job bigint;
    v_cron text := require_partition_scheduler(current_user);
BEGIN
    EXECUTE format('SELECT %I.schedule($1, $2, $3)', v_cron)
    INTO v_job
    USING
        'event_store ' || current_schema(), p_schedule,
        format(
            'SELECT * FROM %I.maintain_partitions(%L, %L, %L, %L)', current_schema(), p_months, p_close_after, p_compress_after,
            p_detach_after
        );
    RETURN v_job;
END
$function$;

COMMENT ON FUNCTION schedule_partition_maintenance(text, integer, interval, interval, interval) IS
'Has pg_cron call maintain_partitions(), daily unless told otherwise, as the role that calls this; returns the job''s id. '
'SE023 without pg_cron.';

REVOKE ALL ON FUNCTION schedule_partition_maintenance(text, integer, interval, interval, interval) FROM PUBLIC;
