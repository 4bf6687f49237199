import Foundation

/// Something broke; a bar that is missed is no error.
struct BenchmarkError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Words and `--name value` pairs; a name that is given again adds a value.
struct Arguments {
    private(set) var command = ""
    private(set) var words: [String] = []
    private var options: [String: [String]] = [:]

    init(_ arguments: some Sequence<String>) {
        var name: String?
        for argument in arguments {
            if let option = name {
                options[option, default: []].append(argument)
                name = nil
            } else if argument.hasPrefix("--") {
                name = String(argument.dropFirst(2))
            } else if command.isEmpty {
                command = argument
            } else {
                words.append(argument)
            }
        }
    }

    func all(_ name: String) -> [String] { options[name] ?? [] }
    func text(_ name: String) -> String? { options[name]?.last }

    func required(_ name: String) throws -> String {
        guard let value = text(name) else { throw BenchmarkError("--\(name) is missing") }
        return value
    }

    func integer(_ name: String, _ standard: Int) throws -> Int {
        guard let value = text(name) else { return standard }
        guard let number = Int(value) else { throw BenchmarkError("--\(name) needs a number, not \(value)") }
        return number
    }

    func number(_ name: String, _ standard: Double) throws -> Double {
        guard let value = text(name) else { return standard }
        guard let number = Double(value) else { throw BenchmarkError("--\(name) needs a number, not \(value)") }
        return number
    }

    func flag(_ name: String) -> Bool { text(name) == "yes" }
}
