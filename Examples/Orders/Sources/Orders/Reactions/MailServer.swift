import EventStorePostgres
import Foundation

public struct Mail: Codable, Equatable, Sendable {
    /// What it is about. One that has two mails was handled twice: handling is at least once.
    public var event: UUID
    public var order: String
    public var version: Int64
    public var customer: String
    public var subject: String
    /// A real server would remember the greatest one of each order, and refuse lower ones.
    public var token: Int64
}

/// Stands for another system that sends mails: it keeps them in a table. Addresses can be blocked, and it is busy at first for
/// addresses that begin with `slow`.
public struct MailServer: Sendable {
    public enum Failure: Error {
        case addressRefused
        case busy
    }

    let store: PostgresEventStore

    func send(_ mail: Mail, attempts: Int) async throws {
        if mail.customer.hasPrefix("slow"), attempts < 2 { throw Failure.busy }
        let sent = try await store.withTransaction { transaction in
            try await transaction.query(
                """
                INSERT INTO orders.mails (event, order_id, version, customer, subject, token)
                SELECT $1, $2, $3, $4, $5, $6
                WHERE NOT EXISTS (SELECT FROM orders.blocked_addresses WHERE address = $4)
                RETURNING number
                """,
                [
                    .uuid(mail.event), .text(mail.order), .integer(mail.version), .text(mail.customer),
                    .text(mail.subject), .integer(mail.token),
                ])
        }
        if sent.isEmpty { throw Failure.addressRefused }
    }

    /// All that were sent, in the order of sending; of one order or of all.
    public func mails(order: String? = nil) async throws -> [Mail] {
        let rows = try await store.withTransaction { transaction in
            try await transaction.query(
                """
                SELECT event, order_id, version, customer, subject, token FROM orders.mails
                WHERE $1::text IS NULL OR order_id = $1 ORDER BY number
                """, [order.map { .text($0) } ?? .null])
        }
        return rows.compactMap { row in
            guard let event = row["event"]?.uuid else { return nil }
            return Mail(
                event: event, order: row["order_id"]?.text ?? "", version: row["version"]?.integer ?? 0,
                customer: row["customer"]?.text ?? "", subject: row["subject"]?.text ?? "",
                token: row["token"]?.integer ?? 0)
        }
    }

    public func block(_ address: String) async throws {
        try await store.withTransaction { transaction in
            _ = try await transaction.query(
                "INSERT INTO orders.blocked_addresses VALUES ($1) ON CONFLICT DO NOTHING", [.text(address)])
        }
    }

    public func unblock(_ address: String) async throws {
        try await store.withTransaction { transaction in
            _ = try await transaction.query(
                "DELETE FROM orders.blocked_addresses WHERE address = $1", [.text(address)])
        }
    }
}
