-- Registers the transaction in flight: readers stop below the lowest number registered, until the transaction has ended and is
-- visible. To be called before positions are drawn: CASE WHEN register_in_flight() THEN nextval('global_positions') END.
--
-- The number is the highest position given out; head_position() says why not SELECT last_value. A transaction that has
-- registered already does so under the same number again, which takes no further entry of the server's table of locks. The
-- setting that remembers the number goes away with the lock: at the transaction's end, or when its savepoint is rolled back.
-- Whoever changes it only makes readers wait at a lower position.
--
-- Internal. One expression without a pinned path of its own, so that it is inlined into the appends.
CREATE OR REPLACE FUNCTION register_in_flight()
RETURNS boolean
LANGUAGE sql
VOLATILE
RETURN pg_advisory_xact_lock_shared(
    (in_flight_tag()::bigint << 32) | (
        CASE
            WHEN pg_sequence_last_value('global_positions'::regclass) - nullif(
                current_setting('event_store.in_flight_' || to_hex(in_flight_tag()), true), ''
            )::bigint BETWEEN 0 AND 1000000000
                THEN current_setting('event_store.in_flight_' || to_hex(in_flight_tag()))
            ELSE set_config(
                'event_store.in_flight_' || to_hex(in_flight_tag()),
                pg_sequence_last_value('global_positions'::regclass)::text, true
            )
        END::bigint & 4294967295
    )
) IS NOT NULL;

COMMENT ON FUNCTION register_in_flight() IS
'Internal. Registers the transaction in flight, before it draws positions; returns true.';

REVOKE ALL ON FUNCTION register_in_flight() FROM PUBLIC;
