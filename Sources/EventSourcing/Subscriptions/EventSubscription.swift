/// The events of the store as an asynchronous sequence: first those that are there, then each one as it is stored.
///
/// Never misses an event, never repeats one within one run, never reorders. It reads the next page only when the last one
/// has been taken, so a slow consumer costs no memory; it survives lost connections and restarts of the server, and ends
/// when its task is cancelled or the store is shut down. Each iterator is a run of its own and begins at the start again.
///
///     for try await event in store.subscribe(from: .beginning) {
///         print(event.globalPosition, event.type)
///     }
public struct EventSubscription: AsyncSequence, Sendable {
    public typealias Element = RecordedEvent
    public typealias Failure = any Error

    private let makeSource: @Sendable () -> any SubscriptionSource

    /// A subscription whose runs are made by `makeSource`; for backends.
    public init(_ makeSource: @escaping @Sendable () -> any SubscriptionSource) {
        self.makeSource = makeSource
    }

    public func makeAsyncIterator() -> Iterator {
        Iterator(source: makeSource())
    }

    /// Gives one event after the other.
    public struct Iterator: AsyncIteratorProtocol {
        private let source: any SubscriptionSource
        private var page: [RecordedEvent] = []
        private var index = 0

        init(source: any SubscriptionSource) { self.source = source }

        public mutating func next() async throws -> RecordedEvent? {
            while index == page.count {
                switch try await source.next() {
                case .events(let events):
                    page = events
                    index = 0
                case .caughtUp, .fellBehind:
                    continue
                case nil:
                    return nil
                }
            }
            defer { index += 1 }
            return page[index]
        }
    }

    /// The same run of events, with word when it has caught up and when it has fallen behind.
    public var messages: Messages { Messages(makeSource: makeSource) }

    /// The same run of events in pages, the cheapest way to take many. A page has at least one event.
    public var pages: Pages { Pages(makeSource: makeSource) }

    /// The same run of events in pages, with word when it has caught up and when it has fallen behind.
    public var steps: Steps { Steps(makeSource: makeSource) }

    /// Events and changes of state.
    public struct Messages: AsyncSequence, Sendable {
        public typealias Element = SubscriptionMessage
        public typealias Failure = any Error

        fileprivate let makeSource: @Sendable () -> any SubscriptionSource

        public func makeAsyncIterator() -> Iterator { Iterator(source: makeSource()) }

        public struct Iterator: AsyncIteratorProtocol {
            private let source: any SubscriptionSource
            private var page: [RecordedEvent] = []
            private var index = 0

            fileprivate init(source: any SubscriptionSource) { self.source = source }

            public mutating func next() async throws -> SubscriptionMessage? {
                while index == page.count {
                    switch try await source.next() {
                    case .events(let events):
                        page = events
                        index = 0
                    case .caughtUp(let position): return .caughtUp(position)
                    case .fellBehind(let position): return .fellBehind(position)
                    case nil: return nil
                    }
                }
                defer { index += 1 }
                return .event(page[index])
            }
        }
    }

    /// Pages of events.
    public struct Pages: AsyncSequence, Sendable {
        public typealias Element = [RecordedEvent]
        public typealias Failure = any Error

        fileprivate let makeSource: @Sendable () -> any SubscriptionSource

        public func makeAsyncIterator() -> Iterator { Iterator(source: makeSource()) }

        public struct Iterator: AsyncIteratorProtocol {
            private let source: any SubscriptionSource

            fileprivate init(source: any SubscriptionSource) { self.source = source }

            public mutating func next() async throws -> [RecordedEvent]? {
                while true {
                    switch try await source.next() {
                    case .events(let events): return events
                    case .caughtUp, .fellBehind: continue
                    case nil: return nil
                    }
                }
            }
        }
    }

    /// Pages of events and changes of state.
    public struct Steps: AsyncSequence, Sendable {
        public typealias Element = SubscriptionStep
        public typealias Failure = any Error

        fileprivate let makeSource: @Sendable () -> any SubscriptionSource

        public func makeAsyncIterator() -> Iterator { Iterator(source: makeSource()) }

        public struct Iterator: AsyncIteratorProtocol {
            private let source: any SubscriptionSource

            fileprivate init(source: any SubscriptionSource) { self.source = source }

            public mutating func next() async throws -> SubscriptionStep? { try await source.next() }
        }
    }
}
