-- Reads the events whose data (or what is at another path) contain a JSON value, by global position after p_position, behind
-- the barrier, with the gin index that create_event_index(…, 'gin') has made: read_containing('{"customer": {"id": "c-17"}}').
-- Contained is what jsonb's @> says. Null as p_tenant: of all tenants. A path into data does not see what is stored
-- compressed: p_skip_compressed passes over such events instead of raising SE029.
-- Concurrency: READ COMMITTED only (SE009).
-- Errors: SE005 for what is no path, a null or empty value, a bad limit or position; SE009; SE020 as read_all; SE022 when the
-- path has no whole index, for no reader may make the store read everything; SE029.
CREATE OR REPLACE FUNCTION read_containing(
    p_contained jsonb,
    p_path text DEFAULT 'data',
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
    -- The index holds paths with values; what has none of them would read it as a whole.
    IF p_contained IS NULL
        OR NOT EXISTS (
            SELECT FROM jsonb_path_query(p_contained, 'strict $.**') AS v (value)
            WHERE jsonb_typeof(v.value) NOT IN ('object', 'array')
        )
    THEN
        PERFORM raise_error(
            'SE005', 'the JSON to look for has no value',
            json_build_object('argument', 'p_contained', 'contained', p_contained),
            'Give for example {"customer": {"id": "c-17"}}.'
        );
    END IF;
    RETURN QUERY SELECT r.*
    FROM read_indexed(p_path, 'gin', p_contained::text, p_position, p_limit, p_tenant, p_skip_compressed) AS r;
END
$function$;

COMMENT ON FUNCTION read_containing(jsonb, text, bigint, integer, text, boolean) IS
'Reads the events that contain a JSON value, by global position behind the barrier, with an index on demand (SE022 without).';

REVOKE ALL ON FUNCTION read_containing(jsonb, text, bigint, integer, text, boolean) FROM PUBLIC;
