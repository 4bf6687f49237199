-- Checks a stream of an append precisely, and raises SE005 when something is wrong with it.
-- Internal: called by append_streams when its quick test is in doubt.
CREATE OR REPLACE FUNCTION check_stream(
    p_index integer,
    p_tenant text,
    p_aggregate_type text,
    p_aggregate_id text,
    p_expected_version bigint,
    p_is_repeated boolean
)
RETURNS void
LANGUAGE plpgsql
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_argument text;
    v_rule text;
BEGIN
    IF coalesce(p_aggregate_type, '') = '' OR octet_length(p_aggregate_type) > 255 THEN
        v_argument := 'aggregate_type';
        v_rule := 'must have 1 to 255 bytes';
    ELSIF coalesce(p_aggregate_id, '') = '' OR octet_length(p_aggregate_id) > 255 THEN
        v_argument := 'aggregate_id';
        v_rule := 'must have 1 to 255 bytes';
    ELSIF octet_length(p_tenant) > 255 THEN
        v_argument := 'tenant';
        v_rule := 'must have at most 255 bytes';
    ELSIF concat(p_aggregate_type, p_aggregate_id, p_tenant) ~ E'[\\x01-\\x1f\\x7f-\\x9f]' THEN
        v_argument := 'aggregate_type, aggregate_id or tenant';
        v_rule := 'must not contain control characters';
    ELSIF coalesce(p_expected_version, -3) < -2 THEN
        v_argument := 'expected_version';
        v_rule := 'must be -1 (any), -2 (the stream exists), 0 (no stream) or a version';
    ELSIF p_is_repeated THEN
        v_argument := 'aggregate_id';
        v_rule := 'names a stream that is named before in the same append';
    ELSE
        RETURN;
    END IF;
    PERFORM raise_error(
        'SE005',
        format('stream %s of the append: %s %s', p_index, v_argument, v_rule),
        json_build_object('stream', p_index, 'argument', v_argument),
        'Mend the stream and append again; nothing was stored.'
    );
END
$function$;

COMMENT ON FUNCTION check_stream(integer, text, text, text, bigint, boolean) IS
'Internal. Checks a stream of an append precisely, and raises SE005 when something is wrong with it.';

REVOKE ALL ON FUNCTION check_stream(integer, text, text, text, bigint, boolean) FROM PUBLIC;
