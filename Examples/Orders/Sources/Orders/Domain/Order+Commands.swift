// The rules. A command looks at the order as it is, and says what happens, or throws a refusal.
extension Order {
    public func place(customer: String) throws(OrderRefusal) -> [OrderEvent] {
        guard status == nil else { throw .alreadyPlaced }
        guard 1...200 ~= customer.utf8.count else { throw .unusable("a customer has 1 to 200 bytes") }
        return [.placed(customer: customer)]
    }

    public func add(_ line: OrderLine) throws(OrderRefusal) -> [OrderEvent] {
        try requireOpen()
        guard 1...100 ~= line.sku.utf8.count else { throw .unusable("a sku has 1 to 100 bytes") }
        let present = lines.first { $0.sku == line.sku }?.quantity ?? 0
        guard 1...1000 ~= line.quantity, present + line.quantity <= 1000 else {
            throw .unusable("1 to 1000 pieces of an article")
        }
        guard 0...10_000_000 ~= line.unitPrice else { throw .unusable("a price is 0 to 10000000 cents") }
        return [.itemAdded(sku: line.sku, quantity: line.quantity, unitPrice: line.unitPrice)]
    }

    public func remove(sku: String) throws(OrderRefusal) -> [OrderEvent] {
        try requireOpen()
        guard lines.contains(where: { $0.sku == sku }) else { throw .noSuchItem(sku) }
        return [.itemRemoved(sku: sku)]
    }

    public func confirm() throws(OrderRefusal) -> [OrderEvent] {
        try requireOpen()
        guard !lines.isEmpty else { throw .empty }
        return [.confirmed(lines: lines)]
    }

    public func ship(trackingCode: String) throws(OrderRefusal) -> [OrderEvent] {
        guard let status else { throw .notFound }
        guard status == .confirmed else { throw .isIn(status) }
        return [.shipped(trackingCode: trackingCode)]
    }

    /// Cancelling what is cancelled changes nothing.
    public func cancel(reason: String) throws(OrderRefusal) -> [OrderEvent] {
        switch status {
        case nil: throw .notFound
        case .shipped: throw .isIn(.shipped)
        case .cancelled: return []
        case .open: return [.cancelled(reason: reason, refunded: [])]
        case .confirmed: return [.cancelled(reason: reason, refunded: lines)]
        }
    }

    private func requireOpen() throws(OrderRefusal) {
        guard let status else { throw .notFound }
        guard status == .open else { throw .isIn(status) }
    }
}
