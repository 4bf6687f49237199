-- Raises SE028: a member does not hold what it would settle, or is no member (any more). Internal: called by the functions of
-- consumer groups.
CREATE OR REPLACE FUNCTION raise_consumer_group_lease_lost(p_member uuid, p_stream_id bigint DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path FROM CURRENT
AS $function$
BEGIN
    PERFORM raise_error(
        'SE028',
        CASE
            WHEN p_stream_id IS NULL THEN 'this is no member of a consumer group (any more)'
            ELSE 'the member does not hold this event (any more)'
        END,
        json_build_object('member', p_member, 'stream_id', p_stream_id),
        CASE
            WHEN p_stream_id IS NULL
                THEN 'Its lease ran out, it left, or the group was deleted. Drop what it was given and join_consumer_group() '
                    'again; extend the lease in time.'
            ELSE 'Somebody else took the stream over, or the event came back after a failure. Nothing was changed: drop what '
                'was given of this stream under this token, and fetch anew.'
        END
    );
END
$function$;

COMMENT ON FUNCTION raise_consumer_group_lease_lost(uuid, bigint) IS
'Internal. Raises SE028: a member does not hold what it would settle (any more).';

REVOKE ALL ON FUNCTION raise_consumer_group_lease_lost(uuid, bigint) FROM PUBLIC;
