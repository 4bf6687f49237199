-- The schema of pg_cron's functions. Refuses (SE023) where it is not in this database, and says how it gets there. Internal.
CREATE OR REPLACE FUNCTION require_partition_scheduler()
RETURNS text
LANGUAGE plpgsql
STABLE
SET search_path FROM CURRENT
AS $function$
DECLARE
    -- Where its functions are, which is not where the extension is.
    v_schema text := (SELECT 'cron' FROM pg_extension AS e WHERE e.extname = 'pg_cron');
BEGIN
    IF v_schema IS NULL THEN
        PERFORM raise_error(
            'SE023', 'the extension pg_cron is not in this database', json_build_object('extension', 'pg_cron'),
            format(
                'Install the package postgresql-%s-cron, add pg_cron to shared_preload_libraries, set cron.database_name = %L, '
                'restart, then as a superuser: CREATE EXTENSION pg_cron; GRANT USAGE ON SCHEMA cron TO the schema''s owner. '
                'Or call maintain_partitions() daily from any other scheduler.',
                current_setting('server_version_num')::integer / 10000, current_database()
            )
        );
    END IF;
    RETURN v_schema;
END
$function$;

COMMENT ON FUNCTION require_partition_scheduler() IS
'Internal. Refuses (SE023) where pg_cron is not in this database.';

REVOKE ALL ON FUNCTION require_partition_scheduler() FROM PUBLIC;
