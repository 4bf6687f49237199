/// A statement that every connection prepares once, at its first use, in the same round trip.
///
/// The name is the statement's identity on a connection: one name, one text, one list of parameter types.
package struct Statement: Sendable, Hashable {
    package let name: String
    package let sql: String
    /// Whether a connection deallocates it when many others like it have been used since. For statements that somebody
    /// else writes: their number has no bound. Only on exclusive connections.
    package let isEvictable: Bool

    /// Whether it is sent with its text each time, under no name.
    package let isUnnamed: Bool

    /// - Parameter name: 1 to 40 bytes; the server cuts names that are longer than that and what is added to them.
    package init(name: String, sql: String, isEvictable: Bool = false, isUnnamed: Bool = false) {
        precondition((1...40).contains(name.utf8.count), "a statement's name has 1 to 40 bytes: \(name)")
        self.name = name
        self.sql = sql
        self.isEvictable = isEvictable
        self.isUnnamed = isUnnamed
    }

    package init(name: StaticString, sql: StaticString) {
        self.init(name: "\(name)", sql: "\(sql)")
    }
}
