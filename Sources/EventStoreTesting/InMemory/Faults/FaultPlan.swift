/// The faults that wait for their calls, and how often each call was made.
struct FaultPlan {
    private struct Planned {
        let fault: InjectedFault
        /// How many calls it lets pass first.
        var skips: Int
        /// How many calls it strikes then.
        var times: Int
    }

    private var planned: [InMemoryCall: [Planned]] = [:]
    private(set) var calls: [InMemoryCall: Int] = [:]

    mutating func add(_ fault: InjectedFault, _ call: InMemoryCall, times: Int, skipping skips: Int) {
        guard times > 0 else { return }
        planned[call, default: []].append(Planned(fault: fault, skips: max(0, skips), times: times))
    }

    /// Counts a call, and says what happens to it: the first fault planned for it that does not let it pass.
    mutating func strike(_ call: InMemoryCall) -> InjectedFault? {
        calls[call, default: 0] += 1
        guard var faults = planned[call], let first = faults.first else { return nil }
        if first.skips > 0 {
            faults[0].skips -= 1
        } else {
            faults[0].times -= 1
            if faults[0].times == 0 { faults.removeFirst() }
        }
        planned[call] = faults
        return first.skips > 0 ? nil : first.fault
    }

    /// How many calls the faults that are planned will still strike.
    var pending: Int { planned.values.joined().reduce(0) { $0 + $1.times } }

    mutating func removeAll() { planned = [:] }

    mutating func forgetCalls() { calls = [:] }
}
