import EventSourcing

/// Text that is compared byte by byte, as the names of a store are. Swift's own strings are equal also where only the code
/// points differ.
struct ByteText: Hashable, Comparable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: ByteText, right: ByteText) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    static func < (left: ByteText, right: ByteText) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

/// A stream's name as the store tells it from others.
struct StreamKey: Hashable, Comparable {
    let tenant: ByteText
    let aggregateType: ByteText
    let aggregateID: ByteText

    init(_ name: StreamName) {
        tenant = ByteText(name.tenant.rawValue)
        aggregateType = ByteText(name.aggregateType)
        aggregateID = ByteText(name.aggregateID)
    }

    var name: StreamName {
        StreamName(aggregateType.text, aggregateID.text, tenant: Tenant(rawValue: tenant.text))
    }

    static func < (left: StreamKey, right: StreamKey) -> Bool {
        (left.tenant, left.aggregateType, left.aggregateID) < (right.tenant, right.aggregateType, right.aggregateID)
    }
}

/// A checkpoint's name.
struct CheckpointKey: Hashable, Comparable {
    let tenant: ByteText
    let name: ByteText

    init(_ name: String, _ tenant: Tenant) {
        self.tenant = ByteText(tenant.rawValue)
        self.name = ByteText(name)
    }

    static func < (left: CheckpointKey, right: CheckpointKey) -> Bool {
        (left.tenant, left.name) < (right.tenant, right.name)
    }
}
