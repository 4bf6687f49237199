-- How many bytes the original of an encoded payload has, as its content type says, see payload_encoding. Null for a payload
-- that is as its writer gave it.
CREATE OR REPLACE FUNCTION payload_original_size(p_content_type text)
RETURNS bigint
LANGUAGE sql
IMMUTABLE STRICT PARALLEL SAFE
RETURN substring(p_content_type FROM '^.+;encoding=[a-z0-9-]{1,32};size=([0-9]{1,10})$')::bigint;

COMMENT ON FUNCTION payload_original_size(text) IS
'How many bytes the original of a compressed payload has, as its content type says; null when it is not compressed.';

REVOKE ALL ON FUNCTION payload_original_size(text) FROM PUBLIC;
