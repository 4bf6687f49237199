/// The identity of a stream: the tenant, the type of the aggregate, and the id of the aggregate.
///
/// Each part has at most 255 bytes of UTF-8 and no control characters; type and id must not be empty. The store checks
/// this when events are appended and throws ``EventStoreError/Code/invalidArgument`` otherwise; what has no such name is absent
/// to all other calls. It tells names apart byte by byte, also where Swift's strings are equal.
public struct StreamName: Hashable, Sendable {
    /// Whose stream it is. ``Tenant/none`` unless the application has tenants.
    public var tenant: Tenant
    /// The kind of the aggregate, for example `order`.
    public var aggregateType: String
    /// The id of the aggregate among those of its kind, for example a UUID or a number.
    public var aggregateID: String

    public init(_ aggregateType: String, _ aggregateID: String, tenant: Tenant = .none) {
        self.tenant = tenant
        self.aggregateType = aggregateType
        self.aggregateID = aggregateID
    }
}

// Names are what their bytes are, as in the store: Swift's own comparison takes é and e with an accent for the same text.
extension StreamName {
    public static func == (left: StreamName, right: StreamName) -> Bool {
        left.tenant == right.tenant && left.aggregateType.utf8.elementsEqual(right.aggregateType.utf8)
            && left.aggregateID.utf8.elementsEqual(right.aggregateID.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(tenant)
        hasher.combine(bytesOf: aggregateType)
        hasher.combine(bytesOf: aggregateID)
    }
}

extension StreamName: CustomStringConvertible {
    /// `type/id`, or `tenant:type/id`; for people, not for parsing.
    public var description: String {
        tenant == .none ? "\(aggregateType)/\(aggregateID)" : "\(tenant.rawValue):\(aggregateType)/\(aggregateID)"
    }
}

/// Whose data it is: part of every key of the store. Streams of different tenants never meet, whatever their names.
public struct Tenant: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }

    /// The tenant of applications that have none (the empty text).
    public static let none = Tenant(rawValue: "")
}

extension Tenant {
    public static func == (left: Tenant, right: Tenant) -> Bool {
        left.rawValue.utf8.elementsEqual(right.rawValue.utf8)
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(bytesOf: rawValue) }
}

extension Hasher {
    mutating func combine(bytesOf text: String) {
        combine(text.utf8.count)
        var text = text
        text.withUTF8 { combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
