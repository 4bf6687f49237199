-- The schema of pg_cron's functions. Refuses (SE023) where pg_cron is not in this database, or the role could not run a job of
-- it: it connects as the role that the job belongs to, and only cron.job_run_details knows of a connection that is refused.
-- Errors: SE023; SE021 for a role that has not all tenants, whose job would fail each time.
-- For schedule_partition_maintenance and unschedule_partition_maintenance, which run as their caller.
CREATE OR REPLACE FUNCTION require_partition_scheduler(p_role name DEFAULT current_user)
RETURNS text
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
BEGIN
    PERFORM require_all_tenants();
    IF NOT EXISTS (SELECT FROM pg_extension AS e WHERE e.extname = 'pg_cron') THEN
        PERFORM raise_error(
            'SE023', 'the extension pg_cron is not in this database', json_build_object('extension', 'pg_cron'),
            format(
                'Install the package postgresql-%s-cron, add pg_cron to shared_preload_libraries, set cron.database_name = %L, '
                'restart, then as a superuser: CREATE EXTENSION pg_cron; GRANT USAGE ON SCHEMA cron TO %I. '
                'Or call maintain_partitions() daily from any other scheduler.',
                current_setting('server_version_num')::integer / 10000, current_database(), p_role
            )
        );
    ELSIF NOT EXISTS (SELECT FROM pg_roles AS r WHERE r.rolname = p_role AND r.rolcanlogin) THEN
        PERFORM raise_error(
            'SE023', format('a job of pg_cron cannot run as %s, which cannot log in', to_json(p_role)),
            json_build_object('role', p_role),
            'Schedule it as a role that can log in and is a member of the admin role, without SET ROLE.'
        );
    ELSIF NOT has_schema_privilege(p_role, 'cron', 'USAGE') THEN
        PERFORM raise_error(
            'SE023', format('the role %s may not schedule jobs of pg_cron', to_json(p_role)), json_build_object('role', p_role),
            format('As a superuser: GRANT USAGE ON SCHEMA cron TO %I', p_role)
        );
    END IF;
    -- Where its functions are, which is not where the extension is.
    RETURN 'cron';
END
$function$;

COMMENT ON FUNCTION require_partition_scheduler(name) IS
'For schedule_partition_maintenance: refuses (SE023) where pg_cron is not in this database, or the role cannot run its jobs.';

REVOKE ALL ON FUNCTION require_partition_scheduler(name) FROM PUBLIC;
