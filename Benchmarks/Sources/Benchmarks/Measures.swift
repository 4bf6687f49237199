import Foundation

/// Nanoseconds of CLOCK_MONOTONIC, which all processes of the machine share.
func monotonicNanoseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

/// Prints a line at once, also into a pipe.
func say(_ line: String = "") {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
}

extension [Double] {
    /// The value below which this share of the values lies; 0 for none.
    func quantile(_ share: Double) -> Double {
        guard !isEmpty else { return 0 }
        let sorted = sorted()
        return sorted[Swift.min(count - 1, Int(share * Double(count)))]
    }

    var median: Double {
        guard !isEmpty else { return 0 }
        let sorted = sorted()
        return count % 2 == 1 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2
    }
}

/// What one measurement brought, by name.
typealias Measures = [String: Double]

extension Measures {
    var json: String {
        let fields = sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }
        return "{" + fields.joined(separator: ", ") + "}"
    }

    /// From a line of JSON that a program printed last.
    init(output: String) throws {
        let line = output.split(separator: "\n").last { $0.hasPrefix("{") } ?? ""
        guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else {
            throw BenchmarkError("no measurement in: \(output)")
        }
        self = object.compactMapValues { ($0 as? NSNumber)?.doubleValue }
    }
}
