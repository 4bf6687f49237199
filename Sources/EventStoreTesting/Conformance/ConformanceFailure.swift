import EventSourcing

/// A promise that was not kept.
public struct ConformanceFailure: Error, CustomStringConvertible {
    /// What was not as it must be.
    public let message: String
    /// Where in the suite.
    public let place: String

    public var description: String { "\(message) (\(place))" }
}

/// Throws ``ConformanceFailure`` unless `condition` holds.
func require(
    _ condition: Bool, _ message: @autoclosure () -> String, file: String = #fileID, line: Int = #line
) throws {
    guard !condition else { return }
    throw ConformanceFailure(message: message(), place: "\(file):\(line)")
}

/// Throws ``ConformanceFailure`` unless both are the same.
func requireEqual<Value: Equatable>(
    _ actual: Value, _ wanted: Value, _ what: String, file: String = #fileID, line: Int = #line
) throws {
    try require(actual == wanted, "\(what): \(actual), not \(wanted)", file: file, line: line)
}

/// The value, or ``ConformanceFailure`` when there is none.
func requirePresent<Value>(_ value: Value?, _ what: String, file: String = #fileID, line: Int = #line) throws -> Value {
    guard let value else {
        throw ConformanceFailure(message: "\(what): there is none", place: "\(file):\(line)")
    }
    return value
}

/// Throws ``ConformanceFailure`` unless `body` throws an ``EventStoreError`` with this code; returns the error.
@discardableResult
func requireError<Value>(
    _ code: EventStoreError.Code, _ what: String, file: String = #fileID, line: Int = #line,
    _ body: () async throws -> Value
) async throws -> EventStoreError {
    let value: Value
    do {
        value = try await body()
    } catch let error as EventStoreError {
        guard error.code == code else {
            throw ConformanceFailure(message: "\(what): threw \(error), not \(code)", place: "\(file):\(line)")
        }
        return error
    }
    throw ConformanceFailure(message: "\(what): gave \(value) instead of throwing \(code)", place: "\(file):\(line)")
}
