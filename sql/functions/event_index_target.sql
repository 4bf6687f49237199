-- What an index on a path is: the expression over a row of events, the index's name and its definition after "ON table".
--
-- A path begins with data or metadata; keys follow, each after a dot: data.customer.id. A key that has a dot or a quote is
-- written in double quotes, a quote in it twice: data."a.b"."say ""hi""". A number is a key or a place in an array.
-- metadata.causation_id and metadata.user_id, unquoted, are columns of events; so is metadata.correlation_id, which has its
-- index.
-- Internal: called by the functions for indexes on demand and by those that read with them.
-- Errors: SE005 for what is no path, or a kind that is neither btree nor gin; SE022 for metadata.correlation_id.
CREATE OR REPLACE FUNCTION event_index_target(
    p_path text,
    p_kind text,
    OUT expression text,
    OUT index_name text,
    OUT definition text
)
LANGUAGE plpgsql
STABLE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_root text := substring(p_path FROM '^(data|metadata)(?:\.|$)');
    v_keys text[];
BEGIN
    IF v_root IS NULL OR octet_length(p_path) > 1000
        OR p_path !~ '^(data|metadata)(\.([^."]+|"([^"]|"")*"))*$' OR p_path ~ E'[\\x01-\\x1f\\x7f-\\x9f]'
    THEN
        PERFORM raise_error(
            'SE005', format('not a path to a value: %s', coalesce(to_json(p_path)::text, 'null')),
            json_build_object('argument', 'p_path', 'path', p_path),
            'Write data or metadata and keys after dots, for example data.customer.id or data."a.b".c, in at most 1,000 bytes.'
        );
    END IF;
    IF p_kind NOT IN ('btree', 'gin') OR p_kind IS NULL THEN
        PERFORM raise_error(
            'SE005', format('no kind of index: %s', coalesce(to_json(p_kind)::text, 'null')),
            json_build_object('argument', 'p_kind', 'kind', p_kind),
            'btree finds a value at the path, gin finds JSON that is contained there.'
        );
    END IF;
    IF p_path = 'metadata.correlation_id' AND p_kind = 'btree' THEN
        PERFORM raise_error(
            'SE022', 'metadata.correlation_id has its index',
            json_build_object('path', p_path, 'index', 'events_correlation_idx'),
            'Read with read_correlation().'
        );
    END IF;
    v_keys := ARRAY(
        SELECT coalesce(replace(k.match[2], '""', '"'), k.match[1])
        FROM regexp_matches(substr(p_path, length(v_root) + 1), '\.(?:([^."]+)|"((?:[^"]|"")*)")', 'g')
            WITH ORDINALITY AS k (match, number)
        ORDER BY k.number
    );
    index_name := format('event_index_%s_%s', p_kind, left(md5(p_path), 16));
    IF p_kind = 'gin' THEN
        expression := format(
            '(%I::jsonb%s)', v_root, CASE WHEN cardinality(v_keys) > 0 THEN format(' #> %L::text[]', v_keys) ELSE '' END
        );
        definition := format('USING gin (%s jsonb_path_ops)', expression);
    ELSIF p_path IN ('metadata.causation_id', 'metadata.user_id') THEN
        expression := quote_ident(v_keys[1]);
        definition := format('USING btree (%1$s, global_position) WHERE %1$s IS NOT NULL', expression);
    ELSIF cardinality(v_keys) = 0 THEN
        PERFORM raise_error(
            'SE005', 'a btree index needs a key', json_build_object('argument', 'p_path', 'path', p_path),
            'Name a value, for example data.customer.id; gin takes the whole.'
        );
    ELSE
        -- No value is too long for the index, or appending it would fail: 500 characters have at most 2,000 bytes.
        expression := format('(left(%I::jsonb #>> %L::text[], 500) COLLATE "C")', v_root, v_keys);
        definition := format('USING btree (%1$s, global_position) WHERE %1$s IS NOT NULL', expression);
    END IF;
END
$function$;

COMMENT ON FUNCTION event_index_target(text, text) IS
'Internal. What an index on a path is: expression, name, definition.';

REVOKE ALL ON FUNCTION event_index_target(text, text) FROM PUBLIC;
