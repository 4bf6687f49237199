-- Notes that the events of streams below these versions are gone, with their ids: the one text for everything that removes
-- events but leaves the streams (scavenge; dropping a partition). note_removal() notes the position.
-- Concurrency: waits for another transaction that notes the same stream; in the order of the streams. Internal.
CREATE OR REPLACE FUNCTION note_scavenged(p_stream_ids bigint[], p_tenants text[], p_before_versions bigint[])
RETURNS void
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
BEGIN
    INSERT INTO scavenged_streams AS g (stream_id, tenant, scavenged_before)
    SELECT n.stream_id, n.tenant, n.before_version
    FROM unnest(p_stream_ids, p_tenants, p_before_versions) AS n (stream_id, tenant, before_version)
    ORDER BY n.stream_id
    ON CONFLICT (stream_id) DO UPDATE
    SET scavenged_before = greatest(g.scavenged_before, excluded.scavenged_before);
END
$function$;

COMMENT ON FUNCTION note_scavenged(bigint[], text[], bigint[]) IS
'Internal. Notes that the events of streams below these versions are gone, with their ids.';

REVOKE ALL ON FUNCTION note_scavenged(bigint[], text[], bigint[]) FROM PUBLIC;
