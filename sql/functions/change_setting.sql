-- Changes a setting of the store; takes effect with the next call of any session once committed.
-- A time without a time zone is UTC, whatever the session's time zone and date style.
-- Errors: SE005 for an unknown name or a value out of its range.
CREATE OR REPLACE FUNCTION change_setting(
    p_name text,
    p_value text
)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
SET timezone TO 'UTC'
SET datestyle TO 'ISO, MDY'
AS $function$
DECLARE
    v_type text;
BEGIN
    PERFORM require_all_tenants();
    SELECT format_type(a.atttypid, a.atttypmod) INTO v_type
    FROM settings() AS s
    INNER JOIN pg_attribute AS a ON a.attrelid = 'store'::regclass AND a.attname = s.name
    WHERE s.name = p_name;
    IF v_type IS NULL THEN
        PERFORM raise_error(
            'SE005', format('there is no setting %s', to_json(p_name)), json_build_object('argument', 'p_name'),
            'settings() lists them.'
        );
    END IF;
    EXECUTE format('UPDATE store SET %I = $1::%s', p_name, v_type) USING p_value;
EXCEPTION
    WHEN check_violation OR not_null_violation OR data_exception THEN
        PERFORM raise_error(
            'SE005', format('%s is not a value for the setting %s', coalesce(to_json(p_value)::text, 'null'), p_name),
            json_build_object('argument', 'p_value', 'setting', p_name, 'reason', SQLERRM),
            'settings() tells the meaning of each; the constraints of the table store show the ranges.'
        );
END
$function$;

COMMENT ON FUNCTION change_setting(text, text) IS
'Changes a setting of the store, see settings().';

REVOKE ALL ON FUNCTION change_setting(text, text) FROM PUBLIC;
