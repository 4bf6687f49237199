-- Keeps orders.customer_orders in the transaction of each append (an inline projection, so p_generation is always the one
-- in use). A row only goes to a higher version: handling an event again changes nothing.
--
-- It sees events as they are stored: upcasters are Swift's. Of what it reads there is one schema version.
CREATE OR REPLACE FUNCTION orders.project_customer_orders(p_events recorded_event[], p_generation integer)
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_event record;
BEGIN
    FOR v_event IN
        SELECT e.aggregate_id, e.version, e.event_type, e.data FROM unnest(p_events) AS e ORDER BY e.global_position
    LOOP
        IF v_event.event_type = 'OrderPlaced' THEN
            INSERT INTO orders.customer_orders (id, customer, status, total, version)
            VALUES (v_event.aggregate_id, v_event.data ->> 'customer', 'open', 0, v_event.version)
            ON CONFLICT (id) DO NOTHING;
        ELSE
            UPDATE orders.customer_orders AS o
            SET version = v_event.version,
                status = CASE v_event.event_type
                    WHEN 'OrderConfirmed' THEN 'confirmed'
                    WHEN 'OrderShipped' THEN 'shipped'
                    WHEN 'OrderCancelled' THEN 'cancelled'
                    ELSE o.status
                END,
                -- Known when the order is confirmed.
                total = CASE v_event.event_type
                    WHEN 'OrderConfirmed' THEN (
                        SELECT coalesce(sum((l ->> 'quantity')::bigint * (l ->> 'unitPrice')::bigint), 0)
                        FROM json_array_elements(v_event.data -> 'lines') AS l
                    )
                    ELSE o.total
                END
            WHERE o.id = v_event.aggregate_id AND o.version < v_event.version;
        END IF;
    END LOOP;
END
$function$;

COMMENT ON FUNCTION orders.project_customer_orders(recorded_event[], integer) IS
'Keeps the orders of customers, in the transaction of each append.';

REVOKE ALL ON FUNCTION orders.project_customer_orders(recorded_event[], integer) FROM PUBLIC;
