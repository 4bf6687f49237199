-- Tenants: which roles see which tenants once row-level security is switched on.

CREATE TABLE role_tenants (
    role_name text NOT NULL,
    tenant text COLLATE "C",
    assigned_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT role_tenants_key UNIQUE NULLS NOT DISTINCT (role_name, tenant)
);

COMMENT ON TABLE role_tenants IS 'The tenants of each role, for tenant isolation. A null tenant: all of them.';

REVOKE ALL ON TABLE role_tenants FROM PUBLIC;
