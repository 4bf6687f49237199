-- Reads the events that have a value at a path, by global position after p_position, behind the barrier, with the btree index
-- that create_event_index() has made: read_by_value('data.customer.id', 'c-17'). The value is compared as text: a JSON
-- number or boolean by the way jsonb writes it. Null as p_tenant: of all tenants. A path into data does not see what is stored
-- compressed: p_skip_compressed passes over such events instead of raising SE029.
-- Concurrency: READ COMMITTED only (SE009).
-- Errors: SE005 for what is no path, a null value, a bad limit or position; SE009; SE020 as read_all; SE022 when the path has
-- no whole index, for no reader may make the store read everything; SE029.
CREATE OR REPLACE FUNCTION read_by_value(
    p_path text,
    p_value text,
    p_position bigint DEFAULT NULL,
    p_limit integer DEFAULT 1000,
    p_tenant text DEFAULT '',
    p_skip_compressed boolean DEFAULT false
)
RETURNS SETOF recorded_event
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
ROWS 100
SET search_path FROM CURRENT
AS $function$
BEGIN
    IF p_path = 'metadata.correlation_id' THEN
        RETURN QUERY SELECT r.* FROM read_correlation(p_value, p_position, p_limit, p_tenant) AS r;
        RETURN;
    END IF;
    IF p_value IS NULL THEN
        PERFORM raise_error(
            'SE005', 'the value is null', json_build_object('argument', 'p_value'), 'Null is found by no index: give a value.'
        );
    END IF;
    RETURN QUERY SELECT r.*
    FROM read_indexed(p_path, 'btree', p_value, p_position, p_limit, p_tenant, p_skip_compressed) AS r;
END
$function$;

COMMENT ON FUNCTION read_by_value(text, text, bigint, integer, text, boolean) IS
'Reads the events that have a value at a path, by global position behind the barrier, with an index on demand (SE022 without).';

REVOKE ALL ON FUNCTION read_by_value(text, text, bigint, integer, text, boolean) FROM PUBLIC;
