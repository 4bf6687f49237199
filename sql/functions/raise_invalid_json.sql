-- Names the event whose data or metadata is not JSON and raises SE008.
-- Internal: called by append_streams after a cast of its arrays failed.
CREATE OR REPLACE FUNCTION raise_invalid_json(p_data text[], p_metadata text[], p_reason text)
RETURNS void
LANGUAGE plpgsql
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_number integer;
    v_argument text;
BEGIN
    SELECT e.number, CASE WHEN is_queryable_json(e.data) THEN 'metadata' ELSE 'data' END
    INTO v_number, v_argument
    FROM unnest(p_data, p_metadata) WITH ORDINALITY AS e (data, metadata, number)
    WHERE NOT is_queryable_json(e.data) OR NOT is_queryable_json(e.metadata)
    ORDER BY e.number
    LIMIT 1;
    PERFORM raise_error(
        'SE008',
        format('event %s of the append: %s is not JSON: %s', v_number, v_argument, p_reason),
        json_build_object('event', v_number, 'argument', v_argument),
        'Mend the event and append again; nothing was stored. Bytes that are not JSON go into data_bytes.'
    );
END
$function$;

COMMENT ON FUNCTION raise_invalid_json(text[], text[], text) IS
'Internal. Names the event whose data or metadata is not JSON and raises SE008.';

REVOKE ALL ON FUNCTION raise_invalid_json(text[], text[], text) FROM PUBLIC;
