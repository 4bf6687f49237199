-- Raises SE020: the read needs an event of a detached partition. Internal: called by the reading functions.
CREATE OR REPLACE FUNCTION raise_detached(p_partition_name text)
RETURNS void
LANGUAGE plpgsql
SET search_path FROM CURRENT
AS $function$
BEGIN
    PERFORM raise_error(
        'SE020', format('partition %s is detached, and this read would pass over its events', p_partition_name),
        json_build_object(
            'partition', p_partition_name,
            'attach', format('SELECT %I.attach_partition(%L)', current_schema(), p_partition_name)
        ),
        'Attach it back with attach_partition(), remove it with drop_partition(), or let reads pass over it with '
        'pass_over_partition().'
    );
END
$function$;

COMMENT ON FUNCTION raise_detached(text) IS
'Internal. Raises SE020: the read needs an event of a detached partition.';

REVOKE ALL ON FUNCTION raise_detached(text) FROM PUBLIC;
