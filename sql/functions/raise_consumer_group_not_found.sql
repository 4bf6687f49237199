-- Raises SE027: there is no such consumer group. Internal: called by the functions of consumer groups.
CREATE OR REPLACE FUNCTION raise_consumer_group_not_found(p_name text, p_tenant text)
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path FROM CURRENT
AS $function$
BEGIN
    PERFORM raise_error(
        'SE027', format('there is no consumer group %s', to_json(p_name)),
        json_build_object('name', p_name, 'tenant', p_tenant),
        'list_consumer_groups() shows those there are; it may have been renamed or deleted. create_consumer_group() makes one.'
    );
END
$function$;

COMMENT ON FUNCTION raise_consumer_group_not_found(text, text) IS 'Internal. Raises SE027: there is no such consumer group.';

REVOKE ALL ON FUNCTION raise_consumer_group_not_found(text, text) FROM PUBLIC;
