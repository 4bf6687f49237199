-- The condition that an index on demand answers, with the value as $8 (text). A long value is found by its first 500
-- characters, which the index holds, and then compared as a whole.
-- Internal: called by read_indexed.
CREATE OR REPLACE FUNCTION indexed_condition(p_path text, p_kind text, p_expression text)
RETURNS text
LANGUAGE sql
IMMUTABLE
SET search_path FROM CURRENT
AS $function$
    SELECT CASE
        WHEN p_kind = 'gin' THEN format('%s @> $8::jsonb', p_expression)
        WHEN starts_with(p_expression, '(left(')
            THEN format(
                '%s = left($8, 500) AND %s = $8', p_expression,
                regexp_replace(regexp_replace(p_expression, '^\(left\(', '('), ', 500\) COLLATE "C"\)$', ')')
            )
        ELSE format('%s = $8', p_expression)
    END
$function$;

COMMENT ON FUNCTION indexed_condition(text, text, text) IS
'Internal. The condition that an index on demand answers, with the value as $8.';

REVOKE ALL ON FUNCTION indexed_condition(text, text, text) FROM PUBLIC;
