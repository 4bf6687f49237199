-- Makes a table of the log append-only: puts the trigger refuse_change on it. Statement triggers do not pass from a partitioned
-- table to its partitions, so each partition gets its own. Does nothing where it is already.
-- Internal: called by what makes partitions.
CREATE OR REPLACE FUNCTION guard_table(p_table regclass)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
BEGIN
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON %s '
        'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', p_table
    );
END
$function$;

COMMENT ON FUNCTION guard_table(regclass) IS
'Internal. Makes a table append-only with the trigger refuse_change.';

REVOKE ALL ON FUNCTION guard_table(regclass) FROM PUBLIC;
