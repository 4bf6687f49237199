/// Timers of an event loop: a binary heap of due times. A cancelled timer leaves the table at once and the heap when it
/// comes to the top, or when more than half of the heap is cancelled.
struct TimerQueue {
    typealias Body = @Sendable () -> Void

    private var heap: [(due: MonotonicTime, id: UInt64)] = []
    private var bodies: [UInt64: Body] = [:]
    private var lastID: UInt64 = 0

    /// Entries of the heap, cancelled ones included.
    var size: Int { heap.count }

    /// When the next live timer is due.
    mutating func next() -> MonotonicTime? {
        while let top = heap.first, bodies[top.id] == nil { removeTop() }
        return heap.first?.due
    }

    mutating func add(due: MonotonicTime, _ body: @escaping Body) -> UInt64 {
        lastID += 1
        bodies[lastID] = body
        heap.append((due, lastID))
        var child = heap.count - 1
        while child > 0, heap[child].due < heap[(child - 1) / 2].due {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
        return lastID
    }

    mutating func cancel(_ id: UInt64) {
        bodies[id] = nil
        if heap.count > 64, heap.count > 2 * bodies.count {
            heap = heap.filter { bodies[$0.id] != nil }.sorted { $0.due < $1.due }
        }
    }

    mutating func takeDue(at now: MonotonicTime, into due: inout [Body]) {
        while let time = next(), time <= now {
            if let body = bodies.removeValue(forKey: heap[0].id) { due.append(body) }
            removeTop()
        }
    }

    private mutating func removeTop() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var smallest = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if heap[child].due < heap[smallest].due { smallest = child }
            }
            if smallest == parent { return }
            heap.swapAt(parent, smallest)
            parent = smallest
        }
    }
}
