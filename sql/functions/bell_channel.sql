-- The channel that append notifies: the schema's name and "_events".
CREATE OR REPLACE FUNCTION bell_channel()
RETURNS text
LANGUAGE sql
STABLE PARALLEL SAFE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
    SELECT current_schema() || '_events'
$function$;

COMMENT ON FUNCTION bell_channel() IS 'The channel to LISTEN on. A notification says only: look again.';

REVOKE ALL ON FUNCTION bell_channel() FROM PUBLIC;
