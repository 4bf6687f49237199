-- A UUID version 7: 48 bits of milliseconds since 1970, then random bits, so that ids made together lie together.
CREATE OR REPLACE FUNCTION new_event_id()
RETURNS uuid
LANGUAGE sql
VOLATILE PARALLEL SAFE
RETURN encode(
    set_bit(
        set_bit(
            overlay(
                uuid_send(gen_random_uuid())
                PLACING substring(int8send((extract(EPOCH FROM clock_timestamp()) * 1000)::bigint) FROM 3)
                FROM 1 FOR 6
            ),
            52, 1
        ),
        53, 1
    ),
    'hex'
)::uuid;

COMMENT ON FUNCTION new_event_id() IS 'Makes an event id: a UUID version 7 by the server''s clock.';

REVOKE ALL ON FUNCTION new_event_id() FROM PUBLIC;
