-- Creates the partitions of this month and of the next p_months months (UTC).
-- Errors: SE005 unless p_months is 0 to 1199.
-- Concurrency and errors: as create_partitions.
CREATE OR REPLACE FUNCTION create_partitions_ahead(p_months integer DEFAULT 3)
RETURNS SETOF text
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
SET timezone TO 'UTC'
AS $function$
BEGIN
    IF p_months IS NULL OR p_months NOT BETWEEN 0 AND 1199 THEN
        PERFORM raise_error(
            'SE005', format('cannot create partitions for %s months ahead', p_months),
            json_build_object('months', p_months), 'Give 0 to 1199 months.'
        );
    END IF;
    RETURN QUERY SELECT * FROM create_partitions(clock_timestamp(), clock_timestamp() + p_months * interval '1 month');
END
$function$;

COMMENT ON FUNCTION create_partitions_ahead(integer) IS
'Creates the partitions of this month and of the next months, returns the names of the new ones.';

REVOKE ALL ON FUNCTION create_partitions_ahead(integer) FROM PUBLIC;
