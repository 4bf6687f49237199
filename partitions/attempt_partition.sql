-- Does one thing with one partition, and says what became of it: the action, or postponed, when the partition is in use or in
-- another state by now and the next run tries again, or failed, when somebody has to look at it, with a WARNING. Both have the
-- reason; nothing was changed then.
-- Steps: drop (ten batches), note (what was attached by hand), detach, close, compress, measure (all of them).
-- Internal: called by maintain_partitions and reconcile_partitions, so that one month stops no other. The errors are named by
-- their classes; being cancelled, shut down or disconnected is none of them.
CREATE OR REPLACE FUNCTION attempt_partition(
    p_step text,
    p_partition_name text,
    OUT action text,
    OUT reason text
)
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_is_finished boolean;
    v_code text;
    v_detail text;
BEGIN
    CASE p_step
        WHEN 'drop' THEN
            FOR i IN 1 .. 10 LOOP
                SELECT d.is_finished INTO v_is_finished FROM drop_partition(p_partition_name) AS d;
                EXIT WHEN v_is_finished;
            END LOOP;
            action := CASE WHEN v_is_finished THEN 'dropped' ELSE 'dropping' END;
        WHEN 'note' THEN
            UPDATE partitions AS p SET state = 'attached', last_position = NULL, is_passed_over = false
            WHERE p.partition_name = p_partition_name;
            action := 'found attached';
        WHEN 'detach' THEN
            PERFORM detach_partition(p_partition_name);
            action := 'detached';
        WHEN 'close' THEN
            PERFORM close_partition(p_partition_name);
            action := 'closed';
        WHEN 'compress' THEN
            PERFORM compress_partition(p_partition_name);
            action := 'compressed';
        WHEN 'measure' THEN
            PERFORM measure_partitions();
            action := 'measured';
    END CASE;
EXCEPTION
    WHEN SQLSTATE 'SE005' OR SQLSTATE 'SE020' OR SQLSTATE 'SE022' OR SQLSTATE 'SE023'
        OR data_exception OR integrity_constraint_violation OR syntax_error_or_access_rule_violation
        OR dependent_privilege_descriptors_still_exist OR object_not_in_prerequisite_state OR feature_not_supported
        OR transaction_rollback OR insufficient_resources OR program_limit_exceeded OR system_error OR internal_error
    THEN
        GET STACKED DIAGNOSTICS v_code := RETURNED_SQLSTATE, reason := MESSAGE_TEXT, v_detail := PG_EXCEPTION_DETAIL;
        -- An SE020 whose DETAIL has a reason is no matter of waiting.
        action := CASE
            WHEN v_code = '55P03' THEN 'postponed'
            WHEN v_code <> 'SE020' THEN 'failed'
            WHEN v_detail::jsonb ? 'reason' THEN 'failed'
            ELSE 'postponed'
        END;
        IF action = 'failed' THEN
            RAISE WARNING 'partition %: % failed: %', p_partition_name, p_step, reason USING ERRCODE = v_code;
        END IF;
END
$function$;

COMMENT ON FUNCTION attempt_partition(text, text) IS
'Internal. Does one thing with one partition, and says what became of it, failures included.';

REVOKE ALL ON FUNCTION attempt_partition(text, text) FROM PUBLIC;
