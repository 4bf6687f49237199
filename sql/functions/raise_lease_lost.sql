-- Raises SE019: the lease does not hold what it would change. Internal: called by the functions of the outbox.
CREATE OR REPLACE FUNCTION raise_lease_lost(p_lease uuid)
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path FROM CURRENT
AS $function$
BEGIN
    PERFORM raise_error(
        'SE019', 'the lease does not hold these messages (any more)', json_build_object('lease', p_lease),
        'It ran out and somebody else took over, or the messages are settled. Drop what was claimed under it and claim anew; '
        'publish in less than the visibility timeout, or call extend_outbox_lease() meanwhile.'
    );
END
$function$;

COMMENT ON FUNCTION raise_lease_lost(uuid) IS 'Internal. Raises SE019: a lease of the outbox is lost.';

REVOKE ALL ON FUNCTION raise_lease_lost(uuid) FROM PUBLIC;
