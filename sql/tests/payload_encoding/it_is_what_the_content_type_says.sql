\ir ../include.psql
SELECT plan(21);

SELECT is(payload_encoding(t) || payload_original_size(t), e || s, t)
FROM (
    VALUES
    ('application/json;encoding=zstd;size=12345', 'zstd', 12345::bigint),
    ('text/x; charset=utf-8;encoding=gzip;size=0', 'gzip', 0),
    ('a;encoding=b;size=1;encoding=lz4;size=7', 'lz4', 7),
    ('ä;encoding=x-1;size=9999999999', 'x-1', 9999999999)
) AS v (t, e, s);
SELECT is(payload_encoding(t), NULL, t)
FROM unnest(ARRAY[
    'application/json', '', ';encoding=zstd;size=12', 'a;encoding=zstd', 'a;size=12', 'a;encoding=;size=1', 'a;encoding=zstd;size=',
    'a;encoding=zstd;size=-1', 'a;encoding=zstd; size=1', 'a;encoding=ZSTD;size=1', 'a;size=1;encoding=zstd', 'a;encoding=zstd;size=12345678901',
    'a;encoding=zstd;size=1;charset=x'
]) AS t;
SELECT is((SELECT count(payload_original_size(t)) FROM unnest(ARRAY['application/json', 'a;encoding=zstd;size=12345678901', 'a;encoding=zstd;size=']) AS t), 0::bigint, 'nor have they a size');
SELECT is(payload_encoding(NULL), NULL, 'JSON has no content type');
SELECT is(payload_original_size(NULL), NULL, 'and no size');
SELECT is((SELECT bool_and(p.provolatile = 'i' AND p.proisstrict AND p.proparallel = 's') FROM pg_proc AS p WHERE p.oid IN ('payload_encoding(text)'::regprocedure, 'payload_original_size(text)'::regprocedure)), true, 'they can be indexed');

SELECT * FROM finish();
ROLLBACK;
