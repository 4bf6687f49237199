/// The events of a subscription as the application's own, in their order. A page is decoded at once, in parallel when it is
/// large; the next one is read when it has been taken.
public struct DecodedEvents<Event: Sendable>: AsyncSequence, Sendable {
    public typealias Element = DecodedEvent<Event>
    public typealias Failure = any Error

    let subscription: EventSubscription
    let registry: EventRegistry<Event>
    let options: EventDecodingOptions

    public func makeAsyncIterator() -> Iterator {
        Iterator(pages: subscription.pages.makeAsyncIterator(), registry: registry, options: options)
    }

    public struct Iterator: AsyncIteratorProtocol {
        private var pages: EventSubscription.Pages.Iterator
        private let registry: EventRegistry<Event>
        private let options: EventDecodingOptions
        private var page: [(RecordedEvent, EventRegistry<Event>.Decoded)] = []
        private var next = 0
        private var events: [DecodedEvent<Event>] = []
        private var index = 0

        init(
            pages: EventSubscription.Pages.Iterator, registry: EventRegistry<Event>, options: EventDecodingOptions
        ) {
            self.pages = pages
            self.registry = registry
            self.options = options
        }

        /// The next event. Those before one that does not decode are given first; then it throws.
        public mutating func next() async throws -> DecodedEvent<Event>? {
            while index == events.count {
                while next == page.count {
                    guard let recorded = try await pages.next() else { return nil }
                    page = Array(zip(recorded, try await registry.outcomes(recorded, options)))
                    next = 0
                }
                let (recorded, decoded) = page[next]
                events = try await EventRegistry.settle(recorded, decoded, options.undecodable)
                index = 0
                next += 1
            }
            defer { index += 1 }
            return events[index]
        }
    }

    /// The same in pages, which also tell how far was read.
    public var pages: AsyncThrowingMapSequence<EventSubscription.Pages, DecodedPage<Event>> {
        subscription.pages.map { [registry, options] in try await registry.decode($0, options) }
    }
}

extension EventSubscription {
    /// The events as the application's own.
    ///
    ///     for try await event in store.subscribe(from: .beginning).decoded(with: orders) { … }
    public func decoded<Event>(
        with registry: EventRegistry<Event>, _ options: EventDecodingOptions = EventDecodingOptions()
    ) -> DecodedEvents<Event> {
        DecodedEvents(subscription: self, registry: registry, options: options)
    }
}
