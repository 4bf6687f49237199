import EventSourcing
import Testing

@testable import EventStorePostgres

@Suite("Listing streams")
struct StreamListTests {
    @Test("pages give every stream once, of one tenant and of all")
    func pages() async throws {
        try await TestStore.with { store in
            let names = ["", "a", "b"].flatMap { tenant in
                (0..<5).map { StreamName("order", "\($0)", tenant: Tenant(rawValue: tenant)) }
            }
            for name in names.shuffled() { try await store.append([.test()], to: name, expectedVersion: .noStream) }
            for tenant in [nil, Tenant(rawValue: "a")] {
                for order in StreamListOptions.Order.allCases {
                    var listed: [StreamName] = []
                    var options = StreamListOptions(tenant: tenant, order: order, limit: 4)
                    while true {
                        let page = try await store.streams(options)
                        listed += page.map(\.name)
                        options.after = page.last
                        if page.count < options.limit { break }
                    }
                    let wanted = names.filter { tenant == nil || $0.tenant == tenant }
                    #expect(listed.count == wanted.count && Set(listed) == Set(wanted), "\(order)")
                    if order == .name { #expect(listed == wanted) }
                }
            }
        }
    }

    @Test("an append between two pages repeats nothing", arguments: StreamListOptions.Order.allCases)
    func appendBetweenPages(order: StreamListOptions.Order) async throws {
        try await TestStore.with { store in
            // The later streams are the longer ones, so that every order but that of names is the same.
            let names = (1...6).map { StreamName("order", "\($0)") }
            for (index, name) in names.enumerated() {
                try await store.append((0...index).map { _ in .test() }, to: name, expectedVersion: .noStream)
            }
            var options = StreamListOptions(order: order, limit: 3)
            let first = try await store.streams(options)
            let last = try #require(first.last)
            try await store.append((0..<10).map { _ in .test() }, to: last.name, expectedVersion: .any)
            options.after = last
            let second = try await store.streams(options)
            #expect((first + second).map(\.name) == (order == .name ? names : names.reversed()))
        }
    }

    @Test("a key of another order is refused")
    func keyOfAnotherOrder() async throws {
        try await TestStore.with { store in
            try await store.append([.test()], to: StreamName("order", "1"), expectedVersion: .noStream)
            let longest = try await store.streams(StreamListOptions(order: .version)).last
            #expect(longest?.pageKey == "1")
            for order in [StreamListOptions.Order.name, .updated, .created] {
                let error = try await #require(throws: EventStoreError.self) {
                    try await store.streams(StreamListOptions(order: order, after: longest))
                }
                #expect(error.code == .invalidArgument, "\(order)")
            }
        }
    }
}
