-- Whether the lease of a member lasts. A clock that was set back since it was extended ends it: it would last as much longer.
-- Internal: called wherever a lease is asked for.
CREATE OR REPLACE FUNCTION consumer_group_lease_lasts(
    p_extended_at timestamptz,
    p_expires_at timestamptz,
    p_now timestamptz DEFAULT clock_timestamp()
)
RETURNS boolean
LANGUAGE sql
IMMUTABLE
SET search_path FROM CURRENT
AS $function$
    SELECT p_expires_at > p_now AND p_extended_at <= p_now + interval '1 second'
$function$;

COMMENT ON FUNCTION consumer_group_lease_lasts(timestamptz, timestamptz, timestamptz) IS
'Internal. Whether the lease of a member of a consumer group lasts.';

REVOKE ALL ON FUNCTION consumer_group_lease_lasts(timestamptz, timestamptz, timestamptz) FROM PUBLIC;
