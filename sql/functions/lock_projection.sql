-- Locks a generation of a projection by its checkpoint, until the transaction ends, and returns the checkpoint.
-- p_generation null: the one in use. Whatever moves a projection or changes its status takes this lock first.
-- Internal. Errors: SE025 for a projection or a generation that there is none of.
-- Concurrency: FOR UPDATE on one row of checkpoints; waits for whoever holds it. Which generation the row belongs to is
-- read again after the lock, because another transaction may have switched meanwhile.
CREATE OR REPLACE FUNCTION lock_projection(
    p_name text,
    p_generation integer,
    p_tenant text
)
RETURNS checkpoints
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_name text;
    v_checkpoint checkpoints;
    v_missed integer := 0;
BEGIN
    PERFORM require_tenant(p_tenant);
    LOOP
        SELECT g.checkpoint_name INTO v_name
        FROM projections AS p
        INNER JOIN projection_generations AS g
            ON g.tenant = p.tenant AND g.name = p.name AND g.generation = coalesce(p_generation, p.generation)
        WHERE p.tenant = p_tenant AND p.name = p_name;
        IF NOT FOUND THEN
            IF p_generation IS NOT NULL
                AND EXISTS (SELECT FROM projections AS p WHERE p.tenant = p_tenant AND p.name = p_name)
            THEN
                PERFORM raise_projection_moved(
                    p_name, p_tenant, format('there is no generation %s', p_generation),
                    'It was switched or abandoned: go on with the generation in use.'
                );
            END IF;
            PERFORM raise_projection_not_found(p_name, p_tenant);
        END IF;
        SELECT c.* INTO v_checkpoint FROM checkpoints AS c WHERE c.tenant = p_tenant AND c.name = v_name FOR UPDATE;
        IF NOT FOUND THEN
            -- Switching removes one. Otherwise somebody has deleted it: what the projection has built and what it would do
            -- next do not fit together any more.
            v_missed := v_missed + 1;
            CONTINUE WHEN v_missed = 1;
            INSERT INTO checkpoints (tenant, name, global_position, epoch, status, error)
            SELECT p_tenant, v_name, 0, s.epoch, 'failed', 'its checkpoint was deleted: reset_projection()'
            FROM store AS s
            ON CONFLICT (tenant, name) DO NOTHING;
            CONTINUE;
        END IF;
        EXIT WHEN EXISTS (
            SELECT FROM projections AS p
            INNER JOIN projection_generations AS g
                ON g.tenant = p.tenant AND g.name = p.name AND g.generation = coalesce(p_generation, p.generation)
            WHERE p.tenant = p_tenant AND p.name = p_name AND g.checkpoint_name = v_name
        );
    END LOOP;
    RETURN v_checkpoint;
END
$function$;

COMMENT ON FUNCTION lock_projection(text, integer, text) IS
'Internal. Locks a generation of a projection by its checkpoint until the transaction ends.';

REVOKE ALL ON FUNCTION lock_projection(text, integer, text) FROM PUBLIC;
