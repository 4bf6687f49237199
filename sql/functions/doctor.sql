-- Examines the installation and says what is wrong and what to do: one row a check, also for those that are well. Meant for a
-- new installation, for a restored one, and for a look once a day. docs/doctor.md explains each check.
--
-- severity is ok, warning (works, but something is missing for safety) or critical (events are lost, refused or unreadable, or
-- may be). The worst come first.
-- Concurrency: any isolation level, also on a standby. Takes milliseconds: it reads catalogs, statistics, all checkpoints, and
-- the ends of two indexes in each partition.
CREATE OR REPLACE FUNCTION doctor()
RETURNS TABLE (name text, severity text, found text, remedy text)
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
ROWS 50
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_facts jsonb := server_facts();
BEGIN
    PERFORM require_all_tenants();
    RETURN QUERY
    SELECT c.name, c.severity, c.found, c.remedy
    FROM (
        SELECT 1 AS part, e.* FROM examine_server(v_facts) AS e
        UNION ALL
        SELECT 2, e.* FROM examine_installation() AS e
        UNION ALL
        SELECT 3, e.* FROM examine_history(v_facts) AS e
        UNION ALL
        SELECT 4, e.* FROM examine_roles(v_facts) AS e
        UNION ALL
        SELECT 5, e.* FROM examine_activity(v_facts) AS e
        UNION ALL
        SELECT 6, e.* FROM examine_tenants() AS e
    ) AS c
    ORDER BY array_position(ARRAY['critical', 'warning', 'ok'], c.severity), c.part, c.name;
END
$function$;

COMMENT ON FUNCTION doctor() IS
'Examines the installation: one row a check with its severity (ok, warning, critical), what was found, and what to do.';

REVOKE ALL ON FUNCTION doctor() FROM PUBLIC;
