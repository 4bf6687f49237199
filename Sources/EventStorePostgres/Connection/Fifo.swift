/// A first-in, first-out queue on a ring buffer; `append` and `popFirst` take constant time.
struct Fifo<Element> {
    private var slots: [Element?]
    private var head = 0
    private(set) var count = 0

    init() {
        slots = Array(repeating: nil, count: 16)
    }

    var isEmpty: Bool { count == 0 }

    var first: Element? { count == 0 ? nil : slots[head] }

    /// The element `offset` places behind the head.
    subscript(offset: Int) -> Element {
        get { slots[(head + offset) & (slots.count - 1)]! }
        set { slots[(head + offset) & (slots.count - 1)] = newValue }
    }

    mutating func append(_ element: Element) {
        if count == slots.count { grow() }
        slots[(head + count) & (slots.count - 1)] = element
        count += 1
    }

    mutating func popFirst() -> Element? {
        guard count > 0 else { return nil }
        let element = slots[head].take()
        head = (head + 1) & (slots.count - 1)
        count -= 1
        return element
    }

    /// Takes the first element that matches out of the middle; linear.
    mutating func removeFirst(where matches: (Element) -> Bool) -> Element? {
        guard let index = (0..<count).first(where: { matches(self[$0]) }) else { return nil }
        let removed = self[index]
        for offset in index..<(count - 1) { self[offset] = self[offset + 1] }
        slots[(head + count - 1) & (slots.count - 1)] = nil
        count -= 1
        return removed
    }

    mutating func removeAll() -> [Element] {
        var all: [Element] = []
        all.reserveCapacity(count)
        while let element = popFirst() { all.append(element) }
        return all
    }

    private mutating func grow() {
        var larger: [Element?] = Array(repeating: nil, count: slots.count * 2)
        for offset in 0..<count { larger[offset] = self[offset] }
        slots = larger
        head = 0
    }
}
