-- The timeline of the server's WAL: it grows by one with each promotion and each recovery to a point in time.
-- A running primary knows it from the name of its WAL file; on a standby it is that of the last restartpoint.
CREATE OR REPLACE FUNCTION server_timeline()
RETURNS integer
LANGUAGE sql
VOLATILE
SET search_path FROM CURRENT
AS $function$
    SELECT CASE
        WHEN pg_is_in_recovery() THEN (SELECT c.timeline_id FROM pg_control_checkpoint() AS c)
        ELSE ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::integer
    END
$function$;

COMMENT ON FUNCTION server_timeline() IS
'Internal. The timeline of the server''s WAL; a promotion or a recovery to a point in time begins a new one.';

REVOKE ALL ON FUNCTION server_timeline() FROM PUBLIC;
