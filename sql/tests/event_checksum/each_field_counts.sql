\ir ../include.psql
SELECT plan(2);

CREATE FUNCTION pg_temp.sum(
    a bigint DEFAULT 1, b bigint DEFAULT 2, c bigint DEFAULT 3, d timestamptz DEFAULT 'epoch', e timestamptz DEFAULT 'epoch', f uuid DEFAULT '00000000-0000-0000-0000-000000000001',
    g integer DEFAULT 4, h text DEFAULT 'h', i text DEFAULT 'i', j text DEFAULT 'j', k text DEFAULT 'k', l text DEFAULT 'l', m text DEFAULT 'm', n text DEFAULT 'n',
    o text DEFAULT 'o', p json DEFAULT '1', q bytea DEFAULT NULL, r json DEFAULT '{}'
) RETURNS bytea LANGUAGE sql AS 'SELECT event_checksum(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r)';
SELECT is((SELECT count(DISTINCT s) FROM (VALUES
    (pg_temp.sum()), (pg_temp.sum(a => 9)), (pg_temp.sum(b => 9)), (pg_temp.sum(c => 9)), (pg_temp.sum(d => timestamptz 'epoch' + interval '1 microsecond')),
    (pg_temp.sum(e => timestamptz 'epoch' + interval '1 microsecond')), (pg_temp.sum(f => '00000000-0000-0000-0000-000000000002')), (pg_temp.sum(g => 9)), (pg_temp.sum(h => 'x')),
    (pg_temp.sum(i => 'x')), (pg_temp.sum(j => 'x')), (pg_temp.sum(k => 'x')), (pg_temp.sum(l => 'x')), (pg_temp.sum(m => 'x')), (pg_temp.sum(n => 'x')), (pg_temp.sum(o => 'x')),
    (pg_temp.sum(p => '1 ')), (pg_temp.sum(p => NULL, q => '1')), (pg_temp.sum(r => NULL)), (pg_temp.sum(l => NULL)), (pg_temp.sum(l => '')), (pg_temp.sum(m => NULL)),
    (pg_temp.sum(n => NULL)), (pg_temp.sum(o => NULL)), (pg_temp.sum(h => 'hi', i => '')), (pg_temp.sum(h => 'h', i => 'i', j => ''))) AS v (s)), 26::bigint, 'all differ');
SELECT is(encode(pg_temp.sum(), 'hex'), encode(sha256(convert_to(concat_ws(chr(31), 1, 2, 3, 0, 0, '00000000-0000-0000-0000-000000000001', 4, 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', '{}', '1'), 'UTF8')), 'hex'), 'as its header says');

SELECT * FROM finish();
ROLLBACK;
