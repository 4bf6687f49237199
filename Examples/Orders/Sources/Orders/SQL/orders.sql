-- The application's own tables, in a schema of their own. Run at each start.
CREATE SCHEMA IF NOT EXISTS orders;

-- Kept inline by orders.project_customer_orders().
CREATE TABLE IF NOT EXISTS orders.customer_orders (
    id text PRIMARY KEY,
    customer text NOT NULL,
    status text NOT NULL,
    total bigint NOT NULL,
    version bigint NOT NULL
);
CREATE INDEX IF NOT EXISTS customer_orders_customer ON orders.customer_orders (customer);

-- Built by the projection revenue: rows of each generation, and which of them is shown.
CREATE TABLE IF NOT EXISTS orders.revenue_generations (
    generation bigint,
    day date,
    sku text,
    quantity bigint NOT NULL,
    cents bigint NOT NULL,
    PRIMARY KEY (generation, day, sku)
);
CREATE TABLE IF NOT EXISTS orders.revenue_in_use (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    generation bigint NOT NULL
);
INSERT INTO orders.revenue_in_use (generation) VALUES (1) ON CONFLICT DO NOTHING;
CREATE OR REPLACE VIEW orders.revenue AS
SELECT r.day, r.sku, r.quantity, r.cents
FROM orders.revenue_generations AS r
INNER JOIN orders.revenue_in_use AS u ON u.generation = r.generation;

-- What the pretended mail server has sent, and to whom it may not.
CREATE TABLE IF NOT EXISTS orders.mails (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event uuid NOT NULL,
    order_id text NOT NULL,
    version bigint NOT NULL,
    customer text NOT NULL,
    subject text NOT NULL,
    token bigint NOT NULL,
    sent_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS mails_order ON orders.mails (order_id);
CREATE TABLE IF NOT EXISTS orders.blocked_addresses (address text PRIMARY KEY);
