extension PostgresEventStore {
    /// The SQL that installs the schema or brings it up to date, for `psql`: what ``migrate(dryRun:)`` does, in one
    /// transaction, from the text that is built into this program.
    public static func installationScript(schema: String) -> String {
        var script = """
            -- Installs or brings up to date the event store in a schema, with psql alone. One transaction: everything or
            -- nothing. Safe to run again, and by two people at once.
            \\set ON_ERROR_STOP on
            \\set QUIET on
            \\pset tuples_only on
            \\pset format unaligned
            BEGIN;
            SET LOCAL search_path = pg_catalog, pg_temp;
            SET LOCAL standard_conforming_strings = on;
            SELECT set_config('event_store.schema', \(literal(schema)), true) \\gset ignored_
            \(Contract.bootstrap)
            SELECT begin_install(\(Contract.schemaVersion)) \\gset ignored_

            """
        for file in Contract.files {
            let path = literal(file.path)
            script += "SELECT rpad(install_file(\(path), \(literal(file.text))), 10) || \(path);\n"
        }
        return script + "SELECT grant_rights() \\gset ignored_\nCOMMIT;\n"
    }

    private static func literal(_ text: String) -> String {
        "'" + text.replacing("'", with: "''") + "'"
    }
}
