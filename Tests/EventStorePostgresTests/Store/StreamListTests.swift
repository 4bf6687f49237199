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
                        let page = try await store.streams(options).map(\.name)
                        listed += page
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
}
