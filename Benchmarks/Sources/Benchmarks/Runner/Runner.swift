import Foundation

/// Measures rows on the server that `scripts/bench` has made.
struct Runner {
    private let server: Server
    private let plan: Plan
    private let rounds: Int
    private let wanted: [String]
    private let jsonFile: String?
    private let facts: [(name: String, value: String)]

    init(_ arguments: Arguments) throws {
        server = try Server(arguments)
        plan = try Plan(arguments)
        rounds = try arguments.integer("rounds", plan.isQuick ? 2 : 5)
        wanted = arguments.all("row")
        jsonFile = arguments.text("json")
        facts = arguments.all("fact").map { fact in
            let parts = fact.split(separator: "=", maxSplits: 1).map(String.init)
            return (parts[0], parts.count > 1 ? parts[1] : "")
        }
    }

    func run() throws {
        let all = Rows(server: server, plan: plan).all
        for name in wanted where !all.contains(where: { $0.name == name || "\($0.number)" == name }) {
            throw BenchmarkError("there is no row \(name); there are \(all.map(\.name).joined(separator: ", "))")
        }
        let rows = wanted.isEmpty ? all : all.filter { wanted.contains($0.name) || wanted.contains("\($0.number)") }
        try server.create(Rows.appending)
        if rows.contains(where: { $0.needsEvents }) {
            try server.create(Rows.reading)
            try server.fill(Rows.reading, events: plan.events)
        }
        var results: [RowResult] = []
        for row in rows {
            let result = try measure(row)
            results.append(result)
            Report.print(result)
        }
        let report = Report(results: results, facts: facts, rounds: rounds, isQuick: plan.isQuick)
        report.printTable()
        if let jsonFile { try report.json().write(toFile: jsonFile, atomically: true, encoding: .utf8) }
    }

    /// One side after the other, in the opposite order in every second round.
    private func measure(_ row: Row) throws -> RowResult {
        say("row \(row.number) \(row.name): \(row.title)")
        try row.prepare()
        var result = RowResult(row: row)
        for round in 0..<rounds {
            for side in round % 2 == 0 ? row.sides : row.sides.reversed() {
                let measures = try side.measure()
                result.rounds[side.name, default: []].append(measures)
                say("  round \(round + 1) \(side.name): \(measures.json)")
            }
        }
        try row.finish()
        return result
    }
}

/// How long and how much.
struct Plan {
    let isQuick: Bool
    let events: Int
    let seconds: Double
    let deliveries: Int
    let fewEvents: Int
    let manyEvents: Int
    /// Nil: the store's default.
    let bellInterval: Int?

    init(_ arguments: Arguments) throws {
        isQuick = arguments.flag("quick")
        events = try arguments.integer("events", isQuick ? 100_000 : 1_000_000)
        seconds = try arguments.number("seconds", isQuick ? 1 : 5)
        deliveries = isQuick ? 1000 : 10_000
        fewEvents = isQuick ? 10_000 : 100_000
        manyEvents = isQuick ? 200_000 : 5_000_000
        bellInterval = try arguments.text("bell-interval").map { _ in try arguments.integer("bell-interval", 0) }
    }
}
