import EventSourcing

/// Reads events page by page and makes lines of them; the next page is read while the last one is written.
struct Exporter {
    private(set) var count = 0
    private(set) var position: GlobalPosition
    private let store: any EventStore
    private let filter: EventFilter
    private let limit: Int?
    private let pageSize: Int

    init(
        store: any EventStore, filter: EventFilter, position: GlobalPosition?, limit: Int? = nil, pageSize: Int = 2000
    ) {
        self.store = store
        self.filter = filter
        self.position = position ?? .start
        self.limit = limit
        self.pageSize = pageSize
    }

    /// - Parameter until: a safe position that the store gave.
    /// - Parameter write: takes the lines of a page, how many events there have been, and the last one's position.
    mutating func run(
        until: GlobalPosition, write: ([UInt8], Int, GlobalPosition) throws -> Void
    ) async throws {
        guard position < until else { return }
        let (store, filter) = (store, filter)
        var size = nextPageSize()
        var page = try await Self.page(store, filter, position, until, size)
        while let last = page.last {
            count += page.count
            position = last.globalPosition
            let wasFull = page.count == size
            size = nextPageSize()
            let (position, pageSize) = (position, wasFull ? size : 0)
            async let next = Self.page(store, filter, position, until, pageSize)
            var lines: [UInt8] = []
            for event in page { EventLineWriter.append(event, to: &lines) }
            try write(lines, count, position)
            page = try await next
        }
    }

    private func nextPageSize() -> Int {
        min(pageSize, limit.map { $0 - count } ?? pageSize)
    }

    private static func page(
        _ store: any EventStore, _ filter: EventFilter, _ position: GlobalPosition, _ until: GlobalPosition, _ size: Int
    ) async throws -> [RecordedEvent] {
        guard size > 0 else { return [] }
        return try await store.readAll(
            AllReadOptions(position: position, limit: size, until: until, untilIsSafe: true, filter: filter))
    }
}
