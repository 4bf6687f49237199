-- A row that is inserted into a table of one row takes the place of the one that is there. So data that were dumped go into a
-- store that was just installed: every dump of the extension does, whose script has made the first row of these tables.
-- Internal: of the triggers below; a further table of one row needs one, too. Who may insert there is the owner.
CREATE OR REPLACE FUNCTION replace_only_row()
RETURNS trigger
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_before text := allow_change();
BEGIN
    EXECUTE format('DELETE FROM %I', TG_TABLE_NAME);
    PERFORM allow_change(v_before);
    RETURN NEW;
END
$function$;

COMMENT ON FUNCTION replace_only_row() IS
'Internal. Lets the one row of a restored table take the place of the one that the installation has made.';

REVOKE ALL ON FUNCTION replace_only_row() FROM PUBLIC;

CREATE OR REPLACE TRIGGER replace_only_row BEFORE INSERT ON store FOR EACH ROW EXECUTE FUNCTION replace_only_row();
CREATE OR REPLACE TRIGGER replace_only_row BEFORE INSERT ON scavenger FOR EACH ROW EXECUTE FUNCTION replace_only_row();
