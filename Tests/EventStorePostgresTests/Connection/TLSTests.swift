import Foundation
import Testing

@testable import EventStorePostgres

/// Over TCP with a password and a certificate of the test server's own.
@Suite("TLS")
struct TLSTests {
    private static func configuration(_ mode: PostgresConfiguration.TLS.Mode, root: String?) throws
        -> PostgresConfiguration
    {
        let environment = ProcessInfo.processInfo.environment
        let url = try #require(
            environment["EVENT_STORE_TEST_TCP_URL"],
            "EVENT_STORE_TEST_TCP_URL is not set: run the tests with scripts/test")
        var configuration = try PostgresConfiguration(url: url)
        configuration.tls.mode = mode
        configuration.tls.rootCertificate = root
        return configuration
    }

    private static func root() throws -> String {
        try #require(
            ProcessInfo.processInfo.environment["EVENT_STORE_TEST_TLS_ROOT"],
            "EVENT_STORE_TEST_TLS_ROOT is not set: run the tests with scripts/test")
    }

    private static let isEncrypted = Statement(
        name: "is_encrypted", sql: "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")

    @Test("a verified connection is encrypted and carries many calls at once")
    func verified() async throws {
        let pool = try PostgresPool(try Self.configuration(.verifyFull, root: try Self.root()))
        #expect(try await pool.query(Self.isEncrypted).bool(0, 0))
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<500 {
                group.addTask {
                    var parameters = PostgresParameters()
                    parameters.appendInt8(Int64(number))
                    return try await pool.query(.echo, parameters).int64(0, 0) == Int64(number)
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
        await pool.close()
    }

    @Test("without encryption the same server answers in the clear")
    func disabled() async throws {
        let pool = try PostgresPool(try Self.configuration(.disable, root: nil))
        #expect(try await !pool.query(Self.isEncrypted).bool(0, 0))
        await pool.close()
    }

    @Test("a certificate that the root does not vouch for is refused")
    func refused() async throws {
        let other = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).crt")
        try Data(contentsOf: URL(fileURLWithPath: "/etc/ssl/certs/ca-certificates.crt")).write(to: other)
        defer { try? FileManager.default.removeItem(at: other) }
        var configuration = try Self.configuration(.verifyFull, root: other.path)
        configuration.pool.acquireTimeout = .seconds(3)
        let pool = try PostgresPool(configuration)
        await #expect(throws: PostgresError.self) { try await pool.query(Self.isEncrypted) }
        await pool.close()
    }
}
