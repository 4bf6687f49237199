import ArgumentParser
import Foundation
import Testing

@testable import EventStoreCLI

@Suite("docs/command.md")
struct DocumentationTests {
    private let page: String

    init() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        page = try String(contentsOf: root.appendingPathComponent("docs/command.md"), encoding: .utf8)
    }

    @Test("it lists every exit code with its meaning")
    func exitCodes() {
        let plain = page.replacing("`", with: "")
        for reason in ExitReason.allCases {
            let meaning = reason.meaning
            #expect(plain.contains("| \(reason.rawValue) | \(meaning) |"), "\(reason)")
        }
    }

    @Test("it names every field of the line format")
    func fields() {
        for field in LineField.allCases { #expect(page.contains("`\(field.rawValue)`"), "\(field)") }
    }

    @Test("it names every subcommand, and every option that it names exists")
    func subcommands() {
        let shown = EventStoreCommand.configuration.subcommands.filter { $0.configuration.shouldDisplay }
        for subcommand in shown { #expect(page.contains(subcommand._commandName), "\(subcommand)") }
        let all = shown.flatMap { [$0] + $0.configuration.subcommands }
        let help = all.map { EventStoreCommand.helpMessage(for: $0, columns: 10_000) }.joined()
        for match in page.matches(of: #/`?(--[a-z][a-z-]+)/#) where match.1 != "--generate-completion-script" {
            #expect(help.contains(match.1), "\(match.1)")
        }
    }
}
