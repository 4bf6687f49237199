/// State that is made of the events of one stream, and that decides what happens next.
///
///     struct Order: Aggregate {
///         static let aggregateType = "order"
///         var total: Decimal = 0
///         var isPaid = false
///
///         mutating func apply(_ event: OrderEvent) {
///             switch event {
///             case .placed(let total): self.total = total
///             case .paid: isPaid = true
///             }
///         }
///
///         func pay() throws -> [OrderEvent] {
///             guard !isPaid else { throw AlreadyPaid() }
///             return [.paid]
///         }
///     }
///
/// Commands are ordinary methods that return events or throw; nothing is to be conformed to. An ``AggregateRepository``
/// loads, calls and appends.
public protocol Aggregate: Sendable {
    associatedtype Event: Sendable

    /// The aggregate type of its streams.
    static var aggregateType: String { get }

    /// The state before the first event.
    init()

    /// Takes in what has happened. It has happened: there is nothing to refuse, and nothing but the state to change.
    mutating func apply(_ event: Event)
}

/// An aggregate whose state can be kept as a snapshot.
public protocol SnapshottableAggregate: Aggregate, Codable {
    /// What the snapshots are of; the aggregate type unless you say otherwise.
    static var snapshotType: String { get }
    /// The version of the state's schema, at least 1. Raise it with every change after which old snapshots do not decode or
    /// do not mean the same: also when ``Aggregate/apply(_:)`` changes. Those of another version are not used.
    static var snapshotSchemaVersion: Int32 { get }
}

extension SnapshottableAggregate {
    public static var snapshotType: String { aggregateType }
    public static var snapshotSchemaVersion: Int32 { 1 }
}
