import CLibPQ
import EventSourcing
import Synchronization

/// One server connection for one caller at a time: for transactions, LISTEN and scripts.
///
/// Cancelling the task, or the call's deadline, sends a cancel request to the server and waits until the call has ended
/// there, so that the connection stays usable; if that takes longer than the grace period, the connection is closed.
package final class ExclusiveConnection: ReadinessHandler {
    private typealias Caller = UnsafeContinuation<[PostgresResult], any Error>
    private typealias Machine = ExclusiveState<Caller, Result<[PostgresResult], any Error>>

    private enum Call {
        case statement(Statement, PostgresParameters)
        case script(String)
    }

    private struct State {
        var handle: Handle?
        var token: UInt64
        var machine: Machine
        var prepared = PreparedStatements()
        var reading: ExclusiveReading?
        var isPipelined = false
        var awaitsWritable = false
        var transactionStatus = Handle.TransactionStatus.idle
        var onClose: (@Sendable (PostgresError) -> Void)?
    }

    /// What to do once the lock is released.
    private struct Effects {
        var ended: (Caller, Result<[PostgresResult], any Error>)?
        var notifications: [String] = []
        var closed: (PostgresError, (@Sendable (PostgresError) -> Void)?)?
        var handle: Handle?
        var sweepAt: MonotonicTime?
        var cancelCall: UInt64?
        var mustRead = false
    }

    private let state: Lock<State>
    private let loop: EventLoop
    private let socket: Int32
    private let callDeadline: Duration?
    private let observer: (any EventStoreObserver)?
    private let cancelToken: CancelToken?
    private let onNotification: (@Sendable (String) -> Void)?
    private let lastID = Atomic<UInt64>(0)
    private let closedFlag = Atomic<Bool>(false)
    private let wornFlag = Atomic<Bool>(false)
    private let largestUnworn: Int
    private let namesStatements: Bool
    package let processID: Int32
    /// As PQserverVersion gives it: 150004 for 15.4.
    package let serverVersion: Int32

    init(
        _ handle: Handle, loop: EventLoop, options: ConnectionOptions,
        onNotification: (@Sendable (String) -> Void)? = nil
    ) throws {
        self.loop = loop
        socket = handle.socket
        processID = handle.processID
        serverVersion = handle.serverVersion
        callDeadline = options.callDeadline
        observer = options.observer
        largestUnworn = options.largestUnworn
        namesStatements = options.namesStatements
        cancelToken = handle.makeCancelToken()
        self.onNotification = onNotification
        state = Lock(State(handle: handle, token: 0, machine: Machine(grace: options.grace)))
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

    /// Open, not worn, nothing running, and no transaction left behind.
    package var isReusable: Bool {
        !isWorn
            && state.withLock { $0.handle != nil && !$0.machine.isRunning && $0.transactionStatus == .idle }
    }

    package var isInTransaction: Bool { transactionStatus != .idle }

    var transactionStatus: Handle.TransactionStatus { state.withLock { $0.transactionStatus } }

    func onClose(_ body: @escaping @Sendable (PostgresError) -> Void) {
        let ended = state.withLock { state in
            if state.machine.closed == nil { state.onClose = body }
            return state.machine.closed
        }
        if let ended { body(ended) }
    }

    // MARK: Calling

    /// Runs a statement and returns its whole result, in the transaction that is open, or in one of its own.
    ///
    /// - Throws: `PostgresError`, `CancellationError`. After a cancellation the server has ended the call.
    package func query(
        _ statement: Statement, _ parameters: PostgresParameters = PostgresParameters(), deadline: Duration? = nil
    ) async throws -> PostgresResult {
        let wasInTransaction = isInTransaction
        do {
            return try await call(.statement(statement, parameters), deadline)[0]
        } catch let error as PostgresError where error.isStalePlan && !wasInTransaction {
            // Behind a pooler the session is another one now; otherwise somebody has deallocated the statement.
            if let named = error.namingPooler, try await isPooled() { throw named }
            return try await call(.statement(statement, parameters), deadline)[0]
        }
    }

    /// Runs any number of statements without parameters, as one string; results are in text format. Several statements
    /// form one transaction, unless they contain transaction commands.
    @discardableResult
    package func execute(_ sql: String, deadline: Duration? = nil) async throws -> [PostgresResult] {
        try await call(.script(sql), deadline)
    }

    /// Like `query`, but the task's cancellation does not interrupt it: for COMMIT and ROLLBACK.
    func queryShielded(_ statement: Statement, deadline: Duration? = nil) async throws -> PostgresResult {
        let id = lastID.wrappingAdd(1, ordering: .relaxed).newValue
        return try await attempt(.statement(statement, PostgresParameters()), id, deadline, isShielded: true)[0]
    }

    func quotedIdentifier(_ identifier: String) -> String? {
        state.withLock { $0.handle?.quotedIdentifier(identifier) }
    }

    private func call(_ call: Call, _ deadline: Duration?) async throws -> [PostgresResult] {
        let id = lastID.wrappingAdd(1, ordering: .relaxed).newValue
        return try await withTaskCancellationHandler {
            try await attempt(call, id, deadline, isShielded: false)
        } onCancel: {
            var effects = Effects()
            state.withLock { state in
                guard let giveUpAt = state.machine.interrupt(id: id, .cancelled, now: .now) else { return }
                effects.cancelCall = id
                if state.machine.mustSchedule(giveUpAt) { effects.sweepAt = giveUpAt }
            }
            perform(effects)
        }
    }

    private func attempt(
        _ call: Call, _ id: UInt64, _ deadline: Duration?, isShielded: Bool
    ) async throws -> [PostgresResult] {
        let due = (deadline ?? callDeadline).map { MonotonicTime.now + $0 }
        return try await withUnsafeThrowingContinuation { (caller: Caller) in
            var effects = Effects()
            state.withLock { state in
                // A cancellation from here on waits for the lock and then finds the call.
                if !isShielded, Task.isCancelled {
                    effects.ended = (caller, .failure(CancellationError()))
                } else if let refusal = state.machine.start(id: id, caller: caller, deadline: due) {
                    effects.ended = (caller, .failure(refusal))
                } else {
                    send(&state, call, &effects)
                    if state.machine.mustSchedule(due) { effects.sweepAt = due }
                }
            }
            perform(effects)
        }
    }

    private func send(_ state: inout State, _ call: Call, _ effects: inout Effects) {
        guard let handle = state.handle else { return }
        let sent: Bool
        switch call {
        case .script(let sql):
            sent = setPipelined(false, &state, handle) && handle.sendScript(sql)
            state.reading = .script([], failure: nil)
        case .statement(let statement, let parameters):
            let plan: PreparedStatements.Plan
            do throws(PostgresError) {
                guard !parameters.isTooLarge else {
                    throw PostgresError(.invalidCall, "a parameter is larger than 1 GB")
                }
                plan =
                    namesStatements && !statement.isUnnamed
                    ? try state.prepared.plan(statement, oids: parameters.oids) : .unnamed(statement)
            } catch {
                effects.ended = state.machine.unstart().map { ($0, .failure(error)) }
                return
            }
            sent =
                setPipelined(true, &state, handle)
                && plan.deallocates.map(handle.sendDeallocate) ?? true
                && (!plan.mustPrepare || handle.sendPrepare(plan.serverName, statement.sql, oids: parameters.oids))
                && (plan.isUnnamed
                    ? handle.sendUnnamed(statement.sql, parameters) : handle.sendPrepared(plan.serverName, parameters))
                && handle.sendSync()
            state.reading = .statement(
                SegmentState(prepares: plan.mustPrepare, deallocates: plan.deallocates != nil), plan)
            wear(parameters.bytes.count)
        }
        state.transactionStatus = .active
        guard sent else { return close(&state, handle.lossError(), &effects) }
        flush(&state, handle, &effects)
        // While it could not send, libpq may have read the answer, which the socket will not report any more.
        if !handle.isBusy { effects.mustRead = true }
    }

    private func setPipelined(_ pipelined: Bool, _ state: inout State, _ handle: Handle) -> Bool {
        guard state.isPipelined != pipelined else { return true }
        state.isPipelined = pipelined
        return pipelined ? handle.enterPipelineMode() : handle.exitPipelineMode()
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
            read(&state, handle, &effects)
            while let payload = handle.nextNotification() { effects.notifications.append(payload) }
            if !alive || handle.isBad { close(&state, lossError(state, handle), &effects) }
        }
        perform(effects)
    }

    private func read(_ state: inout State, _ handle: Handle, _ effects: inout Effects) {
        var emptyReads = 0
        while state.handle != nil, !handle.isBusy, emptyReads < 3, var reading = state.reading {
            let result = handle.nextResult()
            emptyReads = result == nil ? emptyReads + 1 : 0
            if let result { wear(result.memorySize) }
            switch reading.take(result) {
            case .more: state.reading = reading
            case .copy: close(&state, PostgresError(.protocolViolation, "COPY is not supported"), &effects)
            case .finished(let outcome):
                if case .statement(let segment, let plan) = reading { state.prepared.settle(plan, segment, outcome) }
                finish(&state, handle, outcome, &effects)
            }
        }
    }

    private func finish(
        _ state: inout State, _ handle: Handle, _ outcome: Result<[PostgresResult], any Error>,
        _ effects: inout Effects
    ) {
        state.reading = nil
        state.transactionStatus = handle.transactionStatus
        // After a FATAL the server closes, whether or not libpq has noticed yet.
        if case .failure(let error as PostgresError) = outcome, error.isFatal || handle.isBad {
            var loss = error
            loss.kind = .connectionLost
            return close(&state, loss, &effects)
        }
        var answer = outcome
        if handle.takeStandbyMissing(), case .success = outcome {
            answer = .failure(
                PostgresError(
                    .deadlineExceeded, "committed on this server, and perhaps not on its synchronous standby",
                    sqlState: "01000", outcomeUnknown: true))
        }
        guard let ended = state.machine.answered(answer) else { return }
        effects.ended = (ended.caller, Self.outcome(of: ended.answer, ended.reason))
    }

    /// An interrupted call that succeeded all the same is a success: what it did is done.
    private static func outcome(
        of answer: Result<[PostgresResult], any Error>, _ reason: Machine.Reason?
    ) -> Result<[PostgresResult], any Error> {
        guard let reason, case .failure(let error as PostgresError) = answer, error.sqlState == "57014" else {
            return answer
        }
        switch reason {
        case .cancelled: return .failure(CancellationError())
        case .overdue:
            return .failure(
                PostgresError(.deadlineExceeded, "cancelled at the server: past the call's deadline", sqlState: "57014")
            )
        }
    }

    /// The server's own last words to the call, if it said any.
    private func lossError(_ state: State, _ handle: Handle) -> PostgresError {
        guard var error = state.reading?.failure else { return handle.lossError() }
        error.kind = .connectionLost
        return error
    }

    // MARK: Deadlines and the end

    /// A timer that was overtaken by an earlier one does nothing: there is never more than one that counts.
    private func sweep(_ due: MonotonicTime) {
        var effects = Effects()
        state.withLock { state in
            guard state.handle != nil, state.machine.nextSweep == due else { return }
            switch state.machine.sweep(now: .now) {
            case .none: break
            case .wait(let time): effects.sweepAt = time
            case .interrupt(let giveUpAt):
                effects.sweepAt = giveUpAt
                effects.cancelCall = state.machine.runningID
            case .giveUp:
                close(
                    &state, PostgresError(.connectionLost, "a cancelled call did not end", sqlState: "08006"), &effects)
            }
        }
        perform(effects)
    }

    /// Ends the connection; a call under way fails.
    package func close() {
        var effects = Effects()
        state.withLock {
            close(&$0, PostgresError(.connectionLost, "the connection was closed", sqlState: "08003"), &effects)
        }
        perform(effects)
    }

    private func close(_ state: inout State, _ error: PostgresError, _ effects: inout Effects) {
        guard let handle = state.handle else { return }
        loop.unregister(socket, token: state.token)
        state.handle = nil
        state.reading = nil
        effects.handle = handle
        if let (caller, reason) = state.machine.close(error) {
            switch reason {
            case .cancelled: effects.ended = (caller, .failure(CancellationError()))
            case .overdue:
                let overdue = PostgresError(
                    .deadlineExceeded, "no answer within the call's deadline", outcomeUnknown: true)
                effects.ended = (caller, .failure(overdue))
            case nil: effects.ended = (caller, .failure(error.withOutcomeUnknown(true)))
            }
        }
        effects.closed = (error, state.onClose.take())
        closedFlag.store(true, ordering: .releasing)
    }

    private func perform(_ effects: consuming Effects) {
        if let onNotification { for payload in effects.notifications { onNotification(payload) } }
        if let (caller, outcome) = effects.ended { caller.resume(with: outcome) }
        if let (error, body) = effects.closed {
            observer?.connectionDidChange(
                ConnectionObservation(
                    kind: onNotification == nil ? .exclusive : .listening, change: error.connectionChange))
            body?(error)
        }
        if let due = effects.sweepAt { loop.schedule(at: due) { [weak self] in self?.sweep(due) } }
        if effects.mustRead { loop.push { [weak self] in self?.ready(.readable) } }
        if let id = effects.cancelCall { sendCancel(id) }
    }

    private func sendCancel(_ id: UInt64) {
        BlockingPool.cancelling.run { [self] in
            _ = cancelToken?.cancel()
            var effects = Effects()
            state.withLock { state in
                guard let ended = state.machine.requestEnded(id: id) else { return }
                effects.ended = (ended.caller, Self.outcome(of: ended.answer, ended.reason))
            }
            perform(effects)
        }
    }
}
