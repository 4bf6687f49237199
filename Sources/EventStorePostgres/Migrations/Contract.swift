/// The SQL contract that is built into this program: the files of `sql/` and `partitions/`, in the order of the manifest.
enum Contract {
    /// A file of the contract.
    struct File: Sendable {
        /// Its path in the repository, for example `sql/functions/append_event.sql`.
        let path: String
        /// Its text without the last newline.
        let text: String
        /// The number of a migration; nil for functions and views, which are replaced whenever they differ.
        let migration: Int?

        init(path: String, text: String) {
            self.path = path
            self.text = text
            let prefix = "sql/migrations/"
            migration = path.hasPrefix(prefix) ? Int(path.dropFirst(prefix.count).prefix(4)) : nil
        }
    }

    static let bootstrap = EmbeddedSQL.bootstrap
    static let files = EmbeddedSQL.files.map { File(path: $0.path, text: $0.text) }

    /// The number of the last migration that this program knows.
    static let schemaVersion = files.compactMap(\.migration).max() ?? 0
}
