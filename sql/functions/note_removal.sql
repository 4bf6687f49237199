-- Notes that events up to a position (null: none) have been removed on purpose, so that a checkpoint whose last event is among
-- them is not taken for one of another history. To be called in the transaction that removes events and their ids.
-- Concurrency: adds a row and changes none, so it waits for nobody. Internal.
CREATE OR REPLACE FUNCTION note_removal(p_last_position bigint)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
BEGIN
    INSERT INTO removals (last_position)
    SELECT p_last_position
    WHERE p_last_position > coalesce((SELECT max(r.last_position) FROM removals AS r), 0)
    ON CONFLICT DO NOTHING;
END
$function$;

COMMENT ON FUNCTION note_removal(bigint) IS
'Internal. Notes up to which position events have been removed on purpose.';

REVOKE ALL ON FUNCTION note_removal(bigint) FROM PUBLIC;
