-- How a payload's bytes are encoded, for example zstd, as their content type says: that of the original, then
-- ;encoding=<name>;size=<bytes>. Null for a payload that is as its writer gave it. data_bytes of a compressed one is what
-- gunzip, lz4 -d or zstd -d read.
CREATE OR REPLACE FUNCTION payload_encoding(p_content_type text)
RETURNS text
LANGUAGE sql
IMMUTABLE STRICT PARALLEL SAFE
RETURN substring(p_content_type FROM '^.+;encoding=([a-z0-9-]{1,32});size=[0-9]{1,10}$');

COMMENT ON FUNCTION payload_encoding(text) IS
'How a payload''s bytes are encoded (gzip, lz4, zstd), as their content type says; null: not.';

REVOKE ALL ON FUNCTION payload_encoding(text) FROM PUBLIC;
