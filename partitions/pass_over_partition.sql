-- Lets reads pass over the events of a partition while it is detached, on purpose, or (p_passed_over => false) raise SE020
-- again where they would. Readers that have passed do not come back to its events when it is attached again.
-- Concurrency: locks the partition's row of the registry.
-- Errors: SE005 for a name that no partition has, or a null flag; SE020 when it is not detached, or another session works on
-- it.
CREATE OR REPLACE FUNCTION pass_over_partition(
    p_partition_name text,
    p_passed_over boolean DEFAULT true
)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_partition partitions := require_partition(p_partition_name, ARRAY['detaching', 'detached']);
BEGIN
    IF p_passed_over IS NULL THEN
        PERFORM raise_error(
            'SE005', 'p_passed_over is null', json_build_object('argument', 'p_passed_over'), 'Pass true or false.'
        );
    END IF;
    UPDATE partitions AS p SET is_passed_over = p_passed_over WHERE p.partition_name = v_partition.partition_name;
END
$function$;

COMMENT ON FUNCTION pass_over_partition(text, boolean) IS
'Lets reads pass over the events of a detached partition, or raise SE020 again where they would.';

REVOKE ALL ON FUNCTION pass_over_partition(text, boolean) FROM PUBLIC;
