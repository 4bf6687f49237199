import EventSourcing
import EventStorePostgres
import Foundation
import Testing

@Suite("Compression from the shell")
struct CompressionCommandTests {
    private static let text = String(repeating: "so and so, ", count: 300)

    private static func line(_ number: Int, _ text: String) -> String {
        #"{"aggregate_type":"order","aggregate_id":"1","event_type":"Placed","timestamp":"2026-01-31T12:00:00Z","data":{"n":\#(number),"t":"\#(text)"}}"#
    }

    @Test("import compresses, readers give the originals, --stored what is stored, and either can be imported again")
    func compresses() async throws {
        try await TestStore.with { first in
            let lines = (1...5).map { Self.line($0, $0 == 3 ? "short" : Self.text) }
            let file = try first.folder.write(lines.joined(separator: "\n") + "\n", to: "in.jsonl")
            try await first.succeed("import", file, "--compress", "zstd")
            // Again with another algorithm, and with none: everything is there already.
            for options in [
                ["--compress", "gzip", "--compress-level", "9"], ["--compress", "lz4", "--compress-from", "0"], [],
            ] {
                let again = try await first.command.run(["import", file, "--format", "json"] + options)
                #expect(again.status == 0 && again.output.contains(#""stored":0,"already_there":5"#), "\(again)")
            }
            let stored = try await first.open { try await $0.readAll(AllReadOptions()) }
            #expect(stored.map { $0.payload.encoding?.name } == ["zstd", "zstd", nil, "zstd", "zstd"])

            let read = try await first.succeed("read", "order", "1", "--format", "json").output
            #expect(read.components(separatedBy: Self.text).count == 5)
            let followed = try await first.succeed("subscribe", "--until-caught-up", "--format", "json").output
            #expect(followed == read)
            let raw = try await first.succeed("read", "order", "1", "--format", "json", "--stored").output
            #expect(raw.components(separatedBy: "application/json;encoding=zstd;size=").count == 5)
            #expect(!raw.contains(Self.text))
            let statistics = try await first.succeed("stats", "--by", "encoding", "--format", "json").output
            #expect(statistics.contains(#""event_type":"Placed","encoding":"zstd","events":4"#))
            #expect(statistics.contains(#""encoding":null,"events":1"#))

            for options in [[], ["--stored"]] {
                let export = first.folder.path("out\(options.count).jsonl")
                #expect(try await first.command.run(["export", export] + options).status == 0)
                try await TestStore.with { second in
                    for _ in 1...2 { try await second.succeed("import", export) }
                    let copied = try await second.open { try await $0.readAll(AllReadOptions()) }
                    #expect(
                        copied.map { $0.payload.encoding != nil }
                            == [true, true, false, true, true].map { $0 && !options.isEmpty })
                    let text = try await second.succeed("read", "order", "1", "--format", "json").output
                    #expect(text.components(separatedBy: Self.text).count == 5)
                }
            }
        }
    }

    @Test("a level that there is not, and one without an algorithm, is refused")
    func refuses() async throws {
        try await TestStore.with { store in
            for options in [
                ["--compress", "gzip", "--compress-level", "10"], ["--compress-level", "3"], ["--compress", "brotli"],
                ["--compress", "zstd", "--compress-from", "-1"],
            ] {
                let outcome = try await store.command.run(["import", "-"] + options)
                #expect(outcome.status == 64, "\(options)")
            }
        }
    }
}
