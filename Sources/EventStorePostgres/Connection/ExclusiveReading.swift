/// What has come so far of the answer to a call on an exclusive connection.
enum ExclusiveReading {
    case statement(SegmentState<PostgresResult>, PreparedStatements.Plan)
    case script([PostgresResult], failure: PostgresResult?)

    enum Step {
        case more
        case finished(Result<[PostgresResult], any Error>)
        /// COPY began, which nobody here can carry on.
        case copy
    }

    /// Takes what libpq returned, in which nil ends one statement's results.
    mutating func take(_ result: PostgresResult?) -> Step {
        if result?.kind == .copy { return .copy }
        switch self {
        case .script(var results, var failure):
            guard let result else {
                return .finished(failure.map { .failure($0.error) } ?? .success(results))
            }
            if result.kind == .rows { results.append(result) } else { failure = failure ?? result }
            self = .script(results, failure: failure)
        case .statement(var segment, let plan):
            guard let result else { return .more }
            switch result.kind {
            case .rows: segment.succeeded(result)
            case .error, .aborted, .copy: segment.failed(result)
            case .sync: return .finished(Self.outcome(of: segment))
            }
            self = .statement(segment, plan)
        }
        return .more
    }

    private static func outcome(of segment: SegmentState<PostgresResult>) -> Result<[PostgresResult], any Error> {
        switch segment.outcome {
        case .success(let result): .success([result])
        case .failure(let result): .failure(result.error)
        case .nothing:
            .failure(PostgresError(.protocolViolation, "no result before the sync point", outcomeUnknown: true))
        }
    }

    /// The error that has come, if one has.
    var failure: PostgresError? {
        switch self {
        case .script(_, let failure): failure?.error
        case .statement(let segment, _): if case .failure(let result) = segment.outcome { result.error } else { nil }
        }
    }
}

extension PreparedStatements {
    /// Learns from the answer to a call.
    mutating func settle(
        _ plan: Plan, _ segment: SegmentState<PostgresResult>, _ outcome: Result<[PostgresResult], any Error>
    ) {
        let failure: PostgresError? = if case .failure(let error as PostgresError) = outcome { error } else { nil }
        // 26000: it is not there to deallocate, since somebody else has deallocated it.
        if segment.deallocateFailed, failure?.sqlState != "26000" { keepLeftOver(of: plan) }
        if segment.prepareFailed || failure?.isStalePlan == true {
            forget(plan, isOnServer: !segment.prepareFailed && failure?.sqlState != "26000")
        } else {
            confirm(plan)
        }
    }
}
