-- Refuses a filter that no event could be compared with. Internal. Errors: SE005.
CREATE OR REPLACE FUNCTION check_projection_filter(
    p_aggregate_types text[],
    p_event_types text[]
)
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path FROM CURRENT
AS $function$
BEGIN
    IF array_position(p_aggregate_types, NULL) IS NOT NULL OR array_position(p_event_types, NULL) IS NOT NULL THEN
        PERFORM raise_error(
            'SE005', 'a type in the filter of a projection is null',
            json_build_object('aggregate_types', p_aggregate_types, 'event_types', p_event_types),
            'Name the types, or pass null for all.'
        );
    END IF;
END
$function$;

COMMENT ON FUNCTION check_projection_filter(text[], text[]) IS
'Internal. Refuses (SE005) a filter that no event could be compared with.';

REVOKE ALL ON FUNCTION check_projection_filter(text[], text[]) FROM PUBLIC;
