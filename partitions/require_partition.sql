-- The registry's row of a partition, locked until the end of the transaction, if it is in one of the states.
-- Internal: called by the functions that change partitions.
-- Errors: SE005 for a name that no partition has; SE020 in another state, or while another session works on it.
CREATE OR REPLACE FUNCTION require_partition(p_partition_name text, p_states text[])
RETURNS partitions
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_partition partitions;
BEGIN
    PERFORM require_all_tenants();
    BEGIN
        SELECT p.* INTO v_partition FROM partitions AS p WHERE p.partition_name = p_partition_name FOR UPDATE NOWAIT;
    EXCEPTION
        WHEN lock_not_available THEN
            PERFORM raise_error(
                'SE020', format('another session works on partition %s', p_partition_name),
                json_build_object('partition', p_partition_name), 'Try again when it has ended.'
            );
    END;
    IF v_partition.partition_name IS NULL THEN
        PERFORM raise_error(
            'SE005', format('there is no partition %s', coalesce(to_json(p_partition_name)::text, 'null')),
            json_build_object('argument', 'p_partition_name', 'partition', p_partition_name),
            'list_partitions() has the names.'
        );
    END IF;
    IF v_partition.state <> ALL (p_states) THEN
        PERFORM raise_error(
            'SE020',
            format('partition %s is %s, not %s', p_partition_name, v_partition.state, array_to_string(p_states, ' or ')),
            json_build_object('partition', p_partition_name, 'state', v_partition.state, 'expected_states', p_states),
            CASE
                WHEN v_partition.state = 'attached'
                    THEN 'Close it with close_partition(), or detach it with detach_partition().'
                WHEN v_partition.state = 'closed' THEN 'Open it with open_partition(), or detach it with detach_partition().'
                WHEN v_partition.state = 'dropping' THEN 'Go on with drop_partition(): what was removed is gone.'
                ELSE 'Attach it with attach_partition(), or finish what was interrupted with maintain_partitions().'
            END
        );
    END IF;
    RETURN v_partition;
END
$function$;

COMMENT ON FUNCTION require_partition(text, text[]) IS
'Internal. The registry''s row of a partition, locked; SE005 when there is none, SE020 when it is in another state.';

REVOKE ALL ON FUNCTION require_partition(text, text[]) FROM PUBLIC;
