/// So many pieces of one article.
public struct OrderLine: Codable, Hashable, Sendable {
    public var sku: String
    public var quantity: Int
    /// In cents.
    public var unitPrice: Int

    public init(sku: String, quantity: Int, unitPrice: Int) {
        self.sku = sku
        self.quantity = quantity
        self.unitPrice = unitPrice
    }

    public var total: Int { quantity * unitPrice }
}
