import CLibPQ
import EventSourcing
import Synchronization

/// One server connection for many tasks at once. Every call has its own sync point, so it is a transaction of its own,
/// and its error is nobody else's.
///
/// The calling task sends, the event loop reads. A cancelled or overdue call is abandoned: its caller returns at once,
/// its answer is read and dropped when it comes. Statements that start a transaction are not allowed here; one that does
/// costs the connection.
package final class SharedConnection: ReadinessHandler {
    typealias Caller = UnsafeContinuation<PostgresResult, any Error>

    struct Request {
        let statement: Statement
        let parameters: PostgresParameters
        let isRetry: Bool
    }

    private typealias Machine = PipelineState<Caller, Request, PreparedStatements.Plan>

    private struct State {
        var handle: Handle?
        var token: UInt64
        var machine: Machine
        var prepared = PreparedStatements()
        /// The head's results so far.
        var segment: SegmentState<PostgresResult>?
        var awaitsWritable = false
        var onClose: (@Sendable (PostgresError) -> Void)?
    }

    /// What to do once the lock is released.
    private struct Effects {
        var finished: [(Caller, Result<PostgresResult, any Error>)] = []
        var closed: (PostgresError, (@Sendable (PostgresError) -> Void)?)?
        /// Kept until the lock is released: closing the socket takes a moment.
        var handle: Handle?
        var sweepAt: MonotonicTime?
        var mustRead = false
    }

    private let state: Lock<State>
    private let loop: EventLoop
    private let socket: Int32
    private let callDeadline: Duration?
    private let observer: (any EventStoreObserver)?
    private let lastID = Atomic<UInt64>(0)
    private let closedFlag = Atomic<Bool>(false)
    private let wornFlag = Atomic<Bool>(false)
    private let largestUnworn: Int
    private let namesStatements: Bool
    package let processID: Int32

    init(_ handle: Handle, loop: EventLoop, options: ConnectionOptions) throws {
        self.loop = loop
        socket = handle.socket
        processID = handle.processID
        callDeadline = options.callDeadline
        observer = options.observer
        largestUnworn = options.largestUnworn
        namesStatements = options.namesStatements
        guard handle.enterPipelineMode() else { throw handle.lossError() }
        state = Lock(
            State(
                handle: handle, token: 0,
                machine: Machine(limit: max(1, options.maximumInFlight), grace: options.grace)))
        guard let token = loop.register(handle.socket, self) else {
            throw PostgresError(.connectionFailed, "the event loop could not watch the socket")
        }
        state.withLock { $0.token = token }
    }

    deinit {
        state.withLock { state in
            if state.handle != nil { loop.unregister(socket, token: state.token) }
        }
    }

    package var isClosed: Bool { closedFlag.load(ordering: .acquiring) }

    /// It has carried something so large that its buffers are better given back.
    var isWorn: Bool { wornFlag.load(ordering: .relaxed) }

    /// Calls sent or waiting.
    package var load: Int { state.withLock { $0.machine.inFlight + $0.machine.queued } }

    /// Called once, on any thread, when the connection has ended.
    func onClose(_ body: @escaping @Sendable (PostgresError) -> Void) {
        let ended = state.withLock { state in
            if state.machine.closed == nil { state.onClose = body }
            return state.machine.closed
        }
        if let ended { body(ended) }
    }

    // MARK: Calling

    /// Runs a statement as a transaction of its own and returns its whole result.
    ///
    /// - Parameter deadline: from now; nil takes the connection's. Past it the call throws `.deadlineExceeded`, with
    ///   `outcomeUnknown` if it had been sent.
    /// - Throws: `PostgresError`; `CancellationError` as soon as the task is cancelled, whatever the server does.
    package func query(
        _ statement: Statement, _ parameters: PostgresParameters = PostgresParameters(), deadline: Duration? = nil
    ) async throws -> PostgresResult {
        let due = (deadline ?? callDeadline).map { MonotonicTime.now + $0 }
        do {
            return try await attempt(Request(statement: statement, parameters: parameters, isRetry: false), due)
        } catch let error as PostgresError where error.isStalePlan {
            if let loss = try await sessionLoss(error, due) { throw loss }
            return try await attempt(Request(statement: statement, parameters: parameters, isRetry: true), due)
        }
    }

    /// The error for a statement that was lost because behind a pooler its session is another one now; nil when the session is the
    /// same, so that somebody has deallocated the statement.
    private func sessionLoss(_ error: PostgresError, _ due: MonotonicTime?) async throws -> PostgresError? {
        guard let named = error.namingPooler else { return nil }
        let request = Request(statement: .backend, parameters: PostgresParameters(), isRetry: false)
        return try await attempt(request, due).int32(0, 0) == processID ? nil : named
    }

    private func attempt(_ request: Request, _ due: MonotonicTime?) async throws -> PostgresResult {
        let id = lastID.wrappingAdd(1, ordering: .relaxed).newValue
        return try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { (caller: Caller) in
                var effects = Effects()
                // Sending and storing the continuation are one step under the lock: no answer can come in between.
                state.withLock { state in
                    // A cancellation from here on waits for the lock and then finds the call.
                    if Task.isCancelled {
                        effects.finished.append((caller, .failure(CancellationError())))
                        return
                    }
                    switch state.machine.admission() {
                    case .refuse(let error):
                        effects.finished.append((caller, .failure(error)))
                        return
                    case .send:
                        send(&state, id: id, caller, due, request, &effects)
                    case .queue:
                        state.machine.queue(id: id, caller: caller, deadline: due, request: request)
                    }
                    if state.machine.mustSchedule(due) { effects.sweepAt = due }
                }
                perform(effects)
            }
        } onCancel: {
            let caller = state.withLock { $0.machine.abandon(id: id) }
            caller?.resume(throwing: CancellationError())
        }
    }

    private func send(
        _ state: inout State, id: UInt64, _ caller: Caller, _ due: MonotonicTime?, _ request: Request,
        _ effects: inout Effects
    ) {
        guard let handle = state.handle else { return }
        let parameters = request.parameters
        let plan: PreparedStatements.Plan
        do throws(PostgresError) {
            guard !parameters.isTooLarge else { throw PostgresError(.invalidCall, "a parameter is larger than 1 GB") }
            assert(!request.statement.isEvictable, "calls in flight may rely on a statement that would be deallocated")
            plan =
                namesStatements && !request.statement.isUnnamed
                ? try state.prepared.plan(request.statement, oids: parameters.oids, isRetry: request.isRetry)
                : .unnamed(request.statement)
        } catch {
            effects.finished.append((caller, .failure(error)))
            return
        }
        state.machine.sent(id: id, caller: caller, deadline: due, ticket: plan, now: .now)
        let sent =
            (!plan.mustPrepare
                || handle.sendPrepare(plan.serverName, request.statement.sql, oids: parameters.oids))
            && (plan.isUnnamed
                ? handle.sendUnnamed(request.statement.sql, parameters)
                : handle.sendPrepared(plan.serverName, parameters))
            && handle.sendSync()
        guard sent else { return close(&state, handle.lossError(), &effects) }
        wear(parameters.bytes.count)
        flush(&state, handle, &effects)
        // While it could not send, libpq may have read answers, which the socket will not report any more.
        if !handle.isBusy { effects.mustRead = true }
    }

    private func wear(_ size: Int) {
        if size > largestUnworn { wornFlag.store(true, ordering: .relaxed) }
    }

    private func flush(_ state: inout State, _ handle: Handle, _ effects: inout Effects) {
        switch handle.flush() {
        case .done:
            guard state.awaitsWritable else { return }
            state.awaitsWritable = false
            loop.wait(for: .readable, on: socket, token: state.token)
        case .again:
            guard !state.awaitsWritable else { return }
            state.awaitsWritable = true
            loop.wait(for: [.readable, .writable], on: socket, token: state.token)
        case .failed:
            // The reading side has the reason, if there is one.
            if handle.isBad { close(&state, handle.lossError(), &effects) }
        }
    }

    // MARK: Reading

    func ready(_ readiness: Readiness) {
        var effects = Effects()
        state.withLock { state in
            guard let handle = state.handle else { return }
            if readiness.contains(.writable) { flush(&state, handle, &effects) }
            let alive = handle.consumeInput()
            state.machine.heard(at: .now)
            read(&state, handle, &effects)
            if !alive || handle.isBad { return close(&state, lossError(state, handle), &effects) }
            if state.machine.isDrained { return close(&state, .replaced, &effects) }
        }
        perform(effects)
    }

    /// The server's own last words to the head call, if it said any.
    private func lossError(_ state: State, _ handle: Handle) -> PostgresError {
        guard case .failure(let result) = state.segment?.outcome else { return handle.lossError() }
        var error = result.error
        error.kind = .connectionLost
        return error
    }

    private func read(_ state: inout State, _ handle: Handle, _ effects: inout Effects) {
        var emptyReads = 0
        while state.handle != nil, state.machine.inFlight > 0, !handle.isBusy, emptyReads < 3 {
            guard let result = handle.nextResult() else {
                emptyReads += 1
                continue
            }
            emptyReads = 0
            var segment =
                state.segment
                ?? SegmentState(prepares: state.machine.headTicket?.mustPrepare ?? false)
            switch result.kind {
            case .rows:
                wear(result.memorySize)
                segment.succeeded(result)
            case .error, .aborted: segment.failed(result)
            case .copy: return close(&state, PostgresError(.protocolViolation, "COPY on a shared connection"), &effects)
            case .sync:
                state.segment = nil
                finishHead(&state, handle, segment, &effects)
                continue
            }
            state.segment = segment
        }
    }

    private func finishHead(
        _ state: inout State, _ handle: Handle, _ segment: SegmentState<PostgresResult>, _ effects: inout Effects
    ) {
        guard let call = state.machine.headFinished() else { return }
        let plan = call.ticket
        if plan.mustPrepare, !segment.prepareFailed { state.prepared.confirm(plan) }
        let outcome: Result<PostgresResult, any Error>
        switch segment.outcome {
        case .success(let result):
            outcome = .success(result)
        case .nothing:
            outcome = .failure(
                PostgresError(.protocolViolation, "no result before the sync point", outcomeUnknown: true))
        case .failure(let result):
            let error = result.error
            if segment.prepareFailed || error.isStalePlan { state.prepared.forget(plan) }
            outcome = .failure(error)
        }
        if let caller = call.caller { effects.finished.append((caller, outcome)) }
        // Known only when no further call is under way.
        if [.inTransaction, .failed].contains(handle.transactionStatus) {
            let error = PostgresError(.protocolViolation, "a transaction was started on a shared connection")
            return close(&state, error, &effects)
        }
        while let next = state.machine.nextToSend() {
            send(&state, id: next.id, next.caller, next.deadline, next.request, &effects)
            if state.handle == nil { return }
        }
    }

    // MARK: Deadlines and the end

    /// A timer that was overtaken by an earlier one does nothing: there is never more than one that counts.
    private func sweep(_ due: MonotonicTime) {
        var effects = Effects()
        state.withLock { state in
            guard let handle = state.handle, state.machine.nextSweep == due else { return }
            let sweep = state.machine.sweep(now: .now)
            for (caller, wasSent) in sweep.overdue {
                let error = PostgresError(
                    .deadlineExceeded, "no answer within the call's deadline", outcomeUnknown: wasSent)
                effects.finished.append((caller, .failure(error)))
            }
            effects.sweepAt = sweep.next
            if sweep.isDead {
                handle.shutDown()
                let error = PostgresError(.connectionLost, "the server does not answer", sqlState: "08006")
                close(&state, error, &effects)
            }
        }
        perform(effects)
    }

    /// Ends the connection; calls in flight fail.
    package func close() {
        var effects = Effects()
        state.withLock {
            close(&$0, PostgresError(.connectionLost, "the connection was closed", sqlState: "08003"), &effects)
        }
        perform(effects)
    }

    /// Refuses new calls and closes after the last answer.
    package func drain() {
        var effects = Effects()
        state.withLock { state in
            state.machine.drain()
            if state.machine.isDrained { close(&state, .replaced, &effects) }
        }
        perform(effects)
    }

    private func close(_ state: inout State, _ error: PostgresError, _ effects: inout Effects) {
        guard let handle = state.handle else { return }
        loop.unregister(socket, token: state.token)
        state.handle = nil
        state.segment = nil
        effects.handle = handle
        for (caller, wasSent) in state.machine.close(error) {
            effects.finished.append((caller, .failure(error.withOutcomeUnknown(wasSent))))
        }
        effects.closed = (error, state.onClose.take())
        closedFlag.store(true, ordering: .releasing)
    }

    /// Never under the lock: a resumed task may call again at once.
    private func perform(_ effects: consuming Effects) {
        for (caller, outcome) in effects.finished { caller.resume(with: outcome) }
        if let (error, body) = effects.closed {
            observer?.connectionDidChange(
                ConnectionObservation(kind: .shared, change: error.connectionChange))
            body?(error)
        }
        if let due = effects.sweepAt { loop.schedule(at: due) { [weak self] in self?.sweep(due) } }
        if effects.mustRead { loop.push { [weak self] in self?.ready(.readable) } }
    }
}

extension PostgresError {
    fileprivate static let replaced = PostgresError(.connectionLost, "the connection was replaced", sqlState: "08003")
}
