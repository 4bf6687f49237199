-- The high half of the advisory lock keys under which this store's appenders register in flight.
-- A hash of the sequence's oid: it differs between stores of one database and does not look like an application's keys.
CREATE OR REPLACE FUNCTION in_flight_tag()
RETURNS integer
LANGUAGE sql
STABLE PARALLEL SAFE
RETURN hashoid('global_positions'::regclass::oid);

COMMENT ON FUNCTION in_flight_tag() IS
'Internal. pg_locks shows it as classid (as an unsigned number) of the advisory locks of appenders in flight.';

REVOKE ALL ON FUNCTION in_flight_tag() FROM PUBLIC;
