/// What a migration did, or would do.
public struct MigrationReport: Hashable, Sendable {
    /// What was done with a file.
    public enum Action: String, Hashable, Sendable {
        case installed
        case replaced
        case unchanged
    }

    /// A file and what was done with it.
    public struct Step: Hashable, Sendable {
        /// The path in the repository.
        public var path: String
        public var action: Action
    }

    /// The number of the last migration.
    public var schemaVersion: Int
    public var steps: [Step]
}

/// What is installed against what this program knows.
public struct SchemaStatus: Hashable, Sendable {
    /// The number of the last migration that is installed; nil when nothing is.
    public var installedVersion: Int?
    /// The number of the last migration that this program knows.
    public var knownVersion: Int
    /// Files that a migration would install or replace.
    public var pending: [String]
    /// Migrations whose text differs from the one that was applied; migrating is refused.
    public var changed: [String]

    /// Whether there is nothing to do.
    public var isCurrent: Bool { installedVersion == knownVersion && pending.isEmpty && changed.isEmpty }
}
