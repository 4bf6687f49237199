import CLibPQ
import Foundation
import Logging

/// Owns a PGconn in non-blocking mode, and with it the socket; closes both when released.
///
/// Nothing in here locks or waits: whoever holds the handle calls it from one thread at a time, the cancel token excepted.
// Unchecked: the owner reaches it only under its own lock.
final class Handle: @unchecked Sendable {
    private let connection: OpaquePointer
    private let notices: NoticeBox
    let socket: Int32
    let processID: Int32
    let serverVersion: Int32

    /// Takes over a connection that has been established.
    init(_ connection: OpaquePointer, logger: Logger?) {
        self.connection = connection
        notices = NoticeBox(logger: logger)
        socket = PQsocket(connection)
        processID = PQbackendPID(connection)
        serverVersion = PQserverVersion(connection)
        PQsetnonblocking(connection, 1)
        PQsetNoticeReceiver(connection, receiveNotice, Unmanaged.passUnretained(notices).toOpaque())
    }

    deinit {
        PQfinish(connection)
    }

    var isBad: Bool { PQstatus(connection) == CONNECTION_BAD }

    enum TransactionStatus { case idle, active, inTransaction, failed, unknown }

    var transactionStatus: TransactionStatus {
        switch PQtransactionStatus(connection) {
        case PQTRANS_IDLE: .idle
        case PQTRANS_ACTIVE: .active
        case PQTRANS_INTRANS: .inTransaction
        case PQTRANS_INERROR: .failed
        default: .unknown
        }
    }

    /// What is known about the end of this connection.
    func lossError() -> PostgresError {
        if let fatal = notices.lastFatal {
            var error = fatal
            error.kind = .connectionLost
            return error
        }
        let text = String(cString: PQerrorMessage(connection))
        return PostgresError(.connectionLost, text.isEmpty ? "the connection ended" : text, sqlState: "08006")
    }

    /// Whether the server has said, since this was asked last, that it gave up waiting for a synchronous standby: what it
    /// has committed is stored there, and perhaps nowhere else. It reports success all the same.
    func takeStandbyMissing() -> Bool {
        defer { notices.isStandbyMissing = false }
        return notices.isStandbyMissing
    }

    // MARK: Sending

    func enterPipelineMode() -> Bool { PQenterPipelineMode(connection) == 1 }

    func exitPipelineMode() -> Bool { PQexitPipelineMode(connection) == 1 }

    func sendPrepare(_ name: String, _ sql: String, oids: [UInt32]) -> Bool {
        PQsendPrepare(connection, name, sql, Int32(oids.count), oids) == 1
    }

    /// In the extended protocol, whose own Close message libpq 15 does not offer.
    func sendDeallocate(_ name: String) -> Bool {
        let quoted = "\"" + name.replacing("\"", with: "\"\"") + "\""
        return PQsendQueryParams(connection, "DEALLOCATE \(quoted)", 0, nil, nil, nil, nil, 1) == 1
    }

    func sendPrepared(_ name: String, _ parameters: PostgresParameters) -> Bool {
        parameters.withPointers { count, values, lengths, formats in
            PQsendQueryPrepared(connection, name, count, values, lengths, formats, 1) == 1
        }
    }

    /// A statement that the server forgets at once.
    func sendUnnamed(_ sql: String, _ parameters: PostgresParameters) -> Bool {
        parameters.withPointers { count, values, lengths, formats in
            parameters.oids.withUnsafeBufferPointer { oids in
                PQsendQueryParams(connection, sql, count, oids.baseAddress, values, lengths, formats, 1) == 1
            }
        }
    }

    /// Text of any number of statements; results are text. Not in pipeline mode.
    func sendScript(_ sql: String) -> Bool { PQsendQuery(connection, sql) == 1 }

    func sendSync() -> Bool { PQpipelineSync(connection) == 1 }

    enum Flush { case done, again, failed }

    func flush() -> Flush {
        switch PQflush(connection) {
        case 0: .done
        case 1: .again
        default: .failed
        }
    }

    // MARK: Receiving

    /// False when the connection is gone.
    func consumeInput() -> Bool { PQconsumeInput(connection) == 1 }

    var isBusy: Bool { PQisBusy(connection) == 1 }

    /// Nil at the end of one statement's results. Call it only when `isBusy` is false, or it blocks.
    func nextResult() -> PostgresResult? { PQgetResult(connection).map(PostgresResult.init) }

    func nextNotification() -> String? {
        guard let notification = PQnotifies(connection) else { return nil }
        defer { PQfreemem(notification) }
        return String(cString: notification.pointee.extra)
    }

    /// The identifier in double quotes.
    func quotedIdentifier(_ identifier: String) -> String? {
        let length = identifier.utf8.count
        guard let quoted = PQescapeIdentifier(connection, identifier, length) else { return nil }
        defer { PQfreemem(quoted) }
        return String(cString: quoted)
    }

    func makeCancelToken() -> CancelToken? { PQgetCancel(connection).map(CancelToken.init) }

    /// Wakes the peer and every reader of this socket; the descriptor stays ours until the handle is released.
    func shutDown() { _ = shutdown(socket, Int32(SHUT_RDWR)) }
}

/// Asks the server to cancel whatever its connection runs.
// Unchecked: PQcancel may be called from any thread, the token never changes.
final class CancelToken: @unchecked Sendable {
    private let token: OpaquePointer

    init(_ token: OpaquePointer) { self.token = token }

    deinit { PQfreeCancel(token) }

    /// Blocks until the server has taken note; run it on a blocking pool.
    func cancel() -> Bool {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            PQcancel(token, buffer.baseAddress, 256) == 1
        }
    }
}

/// What the server said outside of results. libpq calls it only inside its owner's calls.
// Unchecked: reached only under the handle owner's lock, like the handle.
private final class NoticeBox: @unchecked Sendable {
    let logger: Logger?
    /// A FATAL to an idle connection comes as a notice and is not in PQerrorMessage.
    var lastFatal: PostgresError?
    var isStandbyMissing = false

    init(logger: Logger?) { self.logger = logger }
}

private func receiveNotice(_ box: UnsafeMutableRawPointer?, _ result: OpaquePointer?) {
    guard let box, let result else { return }
    let notices = Unmanaged<NoticeBox>.fromOpaque(box).takeUnretainedValue()
    let error = PostgresError(copying: result)
    if error.isFatal { notices.lastFatal = error }
    // Its SQLSTATE is that of any warning, and its text is translated.
    if error.sourceFunction == "SyncRepWaitForLSN" { notices.isStandbyMissing = true }
    notices.logger?.debug(
        "Notice from the server",
        metadata: [
            "db.severity": "\(error.severity ?? "")", "db.sqlstate": "\(error.sqlState ?? "")",
            "db.notice": "\(error.message)",
        ])
}

extension PostgresError {
    /// Copies what a result says about its error; the pointer is not kept.
    init(copying result: OpaquePointer) {
        func field(_ code: Int32) -> String? { PQresultErrorField(result, code).map { String(cString: $0) } }
        let message = field(ES_DIAG_MESSAGE_PRIMARY) ?? String(cString: PQresultErrorMessage(result))
        let state = field(ES_DIAG_SQLSTATE)
        self.init(state == nil ? .connectionLost : .server, message, sqlState: state ?? "08006")
        severity = field(ES_DIAG_SEVERITY)
        detail = field(ES_DIAG_MESSAGE_DETAIL)
        hint = field(ES_DIAG_MESSAGE_HINT)
        context = field(ES_DIAG_CONTEXT)
        constraint = field(ES_DIAG_CONSTRAINT_NAME)
        table = field(ES_DIAG_TABLE_NAME)
        sourceFunction = field(ES_DIAG_SOURCE_FUNCTION)
    }
}
