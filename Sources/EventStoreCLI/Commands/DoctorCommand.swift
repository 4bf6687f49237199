import ArgumentParser
import EventSourcing
import EventStorePostgres

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Examine the installation and say what to do.",
        discussion: """
            For a new installation, after every restore and fail-over, and once a day. Exits with 85 for a warning and 86 for \
            something critical. docs/doctor.md explains each check; DBAs get the same from SELECT * FROM doctor().

            EXAMPLES:
              eventstore doctor
              eventstore doctor --all --format json
              eventstore doctor || page-somebody
            """)

    @Flag(help: "Print the checks that are well, too.")
    var all = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let checks = try await store.withStore { try await $0.doctor() }
        let worst = checks.map(\.severity).max() ?? .ok
        let shown = all ? checks : checks.filter { $0.severity != .ok }
        if output.format == .json {
            for check in shown { try Console.print(Self.json(check).text) }
        } else {
            for check in shown { try Self.print(check) }
            let bad = checks.filter { $0.severity != .ok }.count
            try Console.print(
                bad == 0 ? "\(checks.count) checks, all is well" : "\(checks.count) checks, \(bad) with something to do"
            )
        }
        switch worst {
        case .ok: break
        case .warning: throw SilentExit(status: .warning)
        case .critical: throw SilentExit(status: .critical)
        }
    }

    private static func print(_ check: DoctorCheck) throws {
        try Console.print("\(check.severity.rawValue.uppercased())  \(check.name): \(check.found)")
        if let remedy = check.remedy { try Console.print("    \(remedy)") }
    }

    private static func json(_ check: DoctorCheck) -> JSONValue {
        .object([
            ("name", .string(check.name)), ("severity", .string(check.severity.rawValue)),
            ("found", .string(check.found)), ("remedy", .optional(check.remedy)),
        ])
    }
}
