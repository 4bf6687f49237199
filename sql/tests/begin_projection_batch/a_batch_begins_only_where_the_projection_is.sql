\ir ../projections.psql
SELECT plan(17);

SELECT ok(create_projection('p', p_start_position => :start), 'made');
SELECT ok(NOT create_projection('p'), 'once');
SELECT pg_temp.fill('a', 4) AS head \gset
SELECT is(begin_projection_batch('p', 1, :start), NULL, 'a batch begins where the projection is, and may end anywhere');
SELECT is(complete_projection_batch('p', 1, :start + 2, NULL, 2), 'running', 'and ends');
SELECT pg_temp.raises(format('SELECT begin_projection_batch(''p'', 1, %s)', :start), 'SE026', 'another position is refused');
SELECT is(
    (pg_temp.detail_of(format('SELECT begin_projection_batch(''p'', 1, %s)', :start)) ->> 'position')::bigint, :start + 2::bigint,
    'with the one where it is'
);
SELECT pg_temp.raises(format('SELECT begin_projection_batch(''p'', 2, %s)', :start + 2), 'SE026', 'so is another generation');
SELECT pg_temp.raises('SELECT begin_projection_batch(''q'', 1, 0)', 'SE025', 'and another name');
SELECT pg_temp.raises(format('SELECT complete_projection_batch(''p'', 1, %s)', :start), 'SE005', 'it does not go back');
SELECT pg_temp.raises('SELECT complete_projection_batch(''p'', 1, NULL)', 'SE005', 'nor to nowhere');
SELECT is(pause_projection('p'), :start + 2::bigint, 'paused where it is');
SELECT pg_temp.raises(format('SELECT begin_projection_batch(''p'', 1, %s)', :start + 2), 'SE026', 'no batch begins while it is');
DELETE FROM checkpoints WHERE name = 'p';
SELECT pg_temp.raises('SELECT begin_projection_batch(''p'', 1, 0)', 'SE026', 'nor when its checkpoint was deleted');
SELECT matches((SELECT error FROM list_projections() WHERE name = 'p'), 'deleted', 'which the list says');
SELECT pg_temp.raises('SELECT resume_projection(''p'')', 'SE026', 'it is not resumed then');
SELECT reset_projection('p', :start) \g /dev/null
SELECT lives_ok(format('SELECT begin_projection_batch(''p'', 1, %s)', :start), 'until it is reset');
UPDATE checkpoints SET epoch = gen_random_uuid() WHERE name = 'p';
SELECT pg_temp.raises(format('SELECT begin_projection_batch(''p'', 1, %s)', :start), 'SE010', 'nor with one of another store');

SELECT * FROM finish();
ROLLBACK;
