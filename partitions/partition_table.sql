-- The table of a partition, if it is there and its rows may be read; null where somebody has moved, renamed or dropped it, or
-- given it to another role.
-- Internal: called by what looks into partitions by name, so that one table that is amiss stops nobody else. From the catalog
-- as it is now, whatever the snapshot.
CREATE OR REPLACE FUNCTION partition_table(p_partition_name text)
RETURNS regclass
LANGUAGE sql
STABLE
SET search_path FROM CURRENT
AS $function$
    SELECT t.name
    FROM (SELECT to_regclass(format('%I.%I', current_schema(), p_partition_name)) AS name) AS t
    WHERE has_table_privilege(t.name, 'SELECT')
$function$;

COMMENT ON FUNCTION partition_table(text) IS
'Internal. The table of a partition, if it is there and its rows may be read; null otherwise.';

REVOKE ALL ON FUNCTION partition_table(text) FROM PUBLIC;
