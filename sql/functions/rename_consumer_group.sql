-- Renames a consumer group. Its members go on; whoever joins under the old name finds none (SE027).
-- Concurrency: locks the group's row. Errors: SE027 no such group; SE005 no name, or another group has it; SE021.
CREATE OR REPLACE FUNCTION rename_consumer_group(p_name text, p_new_name text, p_tenant text DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_group consumer_groups;
BEGIN
    PERFORM check_consumer_group('p_new_name', p_new_name);
    v_group := lock_consumer_group(p_name, p_tenant);
    UPDATE consumer_groups AS g SET name = p_new_name WHERE g.group_id = v_group.group_id;
EXCEPTION
    WHEN unique_violation THEN
        PERFORM raise_error(
            'SE005', format('there is a consumer group %s already', to_json(p_new_name)),
            json_build_object('argument', 'p_new_name', 'name', p_new_name), 'Take another name, or delete that group first.'
        );
END
$function$;

COMMENT ON FUNCTION rename_consumer_group(text, text, text) IS 'Renames a consumer group; its members go on.';

REVOKE ALL ON FUNCTION rename_consumer_group(text, text, text) FROM PUBLIC;
