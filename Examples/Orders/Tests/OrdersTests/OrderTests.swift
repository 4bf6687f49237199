import EventSourcing
import EventStoreTesting
import Orders
import Testing

@Suite("Orders")
struct OrderTests {
    static let tea = OrderLine(sku: "tea", quantity: 2, unitPrice: 450)
    static let placed = OrderEvent.placed(customer: "ada@example.org")
    static let teaAdded = OrderEvent.itemAdded(sku: "tea", quantity: 2, unitPrice: 450)

    @Test("an order is placed once")
    func placing() throws {
        try Given(Order.self).when { try $0.place(customer: "ada@example.org") }.then(Self.placed)
        try Given(Order.self, Self.placed).when { try $0.place(customer: "ada@example.org") }
            .thenThrows(OrderRefusal.alreadyPlaced)
        try Given(Order.self).when { try $0.place(customer: "") }.thenThrows(OrderRefusal.self)
    }

    @Test("nothing can be done to an order that was never placed")
    func unknown() throws {
        let nothing = Given(Order.self)
        try nothing.when { try $0.add(Self.tea) }.thenThrows(OrderRefusal.notFound)
        try nothing.when { try $0.remove(sku: "tea") }.thenThrows(OrderRefusal.notFound)
        try nothing.when { try $0.confirm() }.thenThrows(OrderRefusal.notFound)
        try nothing.when { try $0.ship(trackingCode: "T") }.thenThrows(OrderRefusal.notFound)
        try nothing.when { try $0.cancel(reason: "no") }.thenThrows(OrderRefusal.notFound)
    }

    @Test("the same article twice is one line, up to 1000 pieces")
    func adding() throws {
        try Given(Order.self, Self.placed, Self.teaAdded, .itemAdded(sku: "tea", quantity: 3, unitPrice: 400))
            .thenState { order in
                #expect(order.lines == [OrderLine(sku: "tea", quantity: 5, unitPrice: 400)])
                #expect(order.total == 2000)
            }
        for quantity in [-1, 0, 999] {
            try Given(Order.self, Self.placed, Self.teaAdded)
                .when { try $0.add(OrderLine(sku: "tea", quantity: quantity, unitPrice: 450)) }
                .thenThrows(OrderRefusal.unusable("1 to 1000 pieces of an article"))
        }
        try Given(Order.self, Self.placed, Self.teaAdded)
            .when { try $0.add(OrderLine(sku: "tea", quantity: 998, unitPrice: 450)) }
            .then(.itemAdded(sku: "tea", quantity: 998, unitPrice: 450))
    }

    @Test("what is not in the order is not removed from it")
    func removing() throws {
        try Given(Order.self, Self.placed, Self.teaAdded).when { try $0.remove(sku: "tea") }
            .then(.itemRemoved(sku: "tea"))
        try Given(Order.self, Self.placed, Self.teaAdded, .itemRemoved(sku: "tea"))
            .when { try $0.remove(sku: "tea") }.thenThrows(OrderRefusal.noSuchItem("tea"))
    }

    @Test("an order is confirmed once, with what is in it, and not when it is empty")
    func confirming() throws {
        try Given(Order.self, Self.placed).when { try $0.confirm() }.thenThrows(OrderRefusal.empty)
        try Given(Order.self, Self.placed, Self.teaAdded).when { try $0.confirm() }
            .then(.confirmed(lines: [Self.tea]))
        let confirmed = Given(Order.self, Self.placed, Self.teaAdded, .confirmed(lines: [Self.tea]))
        try confirmed.when { try $0.confirm() }.thenThrows(OrderRefusal.isIn(.confirmed))
        try confirmed.when { try $0.add(Self.tea) }.thenThrows(OrderRefusal.isIn(.confirmed))
        try confirmed.when { try $0.remove(sku: "tea") }.thenThrows(OrderRefusal.isIn(.confirmed))
    }

    @Test("only what is confirmed is shipped, once")
    func shipping() throws {
        try Given(Order.self, Self.placed, Self.teaAdded).when { try $0.ship(trackingCode: "T1") }
            .thenThrows(OrderRefusal.isIn(.open))
        let confirmed = [Self.placed, Self.teaAdded, .confirmed(lines: [Self.tea])]
        try Given(Order.self, confirmed).when { try $0.ship(trackingCode: "T1") }.then(.shipped(trackingCode: "T1"))
        try Given(Order.self, confirmed + [.shipped(trackingCode: "T1")]).when { try $0.ship(trackingCode: "T2") }
            .thenThrows(OrderRefusal.isIn(.shipped))
    }

    @Test("cancelling gives back what was confirmed, twice is once, and what is shipped is not cancelled")
    func cancelling() throws {
        try Given(Order.self, Self.placed, Self.teaAdded).when { try $0.cancel(reason: "too dear") }
            .then(.cancelled(reason: "too dear", refunded: []))
        let confirmed = [Self.placed, Self.teaAdded, .confirmed(lines: [Self.tea])]
        try Given(Order.self, confirmed).when { try $0.cancel(reason: "too late") }
            .then(.cancelled(reason: "too late", refunded: [Self.tea]))
        try Given(Order.self, confirmed + [.cancelled(reason: "too late", refunded: [Self.tea])])
            .when { try $0.cancel(reason: "again") }.thenNothing()
        try Given(Order.self, confirmed + [.shipped(trackingCode: "T1")]).when { try $0.cancel(reason: "no") }
            .thenThrows(OrderRefusal.isIn(.shipped))
    }
}
