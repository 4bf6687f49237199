-- Notes that a stream of the store is deleted or has limits, so that reads begin to ask which. scavenge takes the note back
-- when no such stream is left.
-- Concurrency: holds the row of store FOR SHARE until the transaction ends, so that scavenge cannot take back the note before
-- the limit is visible. The first one of a store updates the row; a second first one waits for it.
-- Internal: called by the functions that limit a stream, before they do.
CREATE OR REPLACE FUNCTION note_limits()
RETURNS void
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
BEGIN
    PERFORM FROM store AS s WHERE s.has_limited_streams FOR SHARE;
    IF NOT FOUND THEN
        UPDATE store SET has_limited_streams = true;
    END IF;
END
$function$;

COMMENT ON FUNCTION note_limits() IS
'Internal. Notes that a stream is deleted or has limits, so that reads ask which.';

REVOKE ALL ON FUNCTION note_limits() FROM PUBLIC;
