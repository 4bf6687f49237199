-- Two statements for a session: one that sets its lock_timeout and keeps its own aside, and one that gives that back. They
-- print nothing. p_milliseconds 0: no limit.
-- Internal: called by create_event_index_statements and detach_partition_statements.
CREATE OR REPLACE FUNCTION lock_timeout_statements(p_milliseconds bigint, OUT lift text, OUT restore text)
LANGUAGE plpgsql
IMMUTABLE
SET search_path FROM CURRENT
AS $function$
BEGIN
    lift := format(
        'DO $do$BEGIN PERFORM set_config(''event_store.lock_timeout'', current_setting(''lock_timeout''), false), '
        'set_config(''lock_timeout'', %L, false); END$do$', p_milliseconds
    );
    restore := 'DO $do$BEGIN PERFORM '
        'set_config(''lock_timeout'', current_setting(''event_store.lock_timeout''), false); END$do$';
END
$function$;

COMMENT ON FUNCTION lock_timeout_statements(bigint) IS
'Internal. The statements that set a session''s lock_timeout and give its own back.';

REVOKE ALL ON FUNCTION lock_timeout_statements(bigint) FROM PUBLIC;
