-- The highest global position that was given out. Events up to it may still be on their way: see safe_position.
--
-- Reads the sequence under its buffer lock. A plain SELECT of last_value does not take that lock, and about once in twenty
-- thousand reads it sees a number up to 32 too high: nextval writes the number it logs ahead into the page for a moment. The
-- barrier would let a reader step over those 32 positions.
CREATE OR REPLACE FUNCTION head_position()
RETURNS bigint
LANGUAGE sql
VOLATILE
SECURITY DEFINER
RETURN pg_sequence_last_value('global_positions'::regclass);

COMMENT ON FUNCTION head_position() IS 'The highest global position that was given out; 0 in an empty store.';

REVOKE ALL ON FUNCTION head_position() FROM PUBLIC;
