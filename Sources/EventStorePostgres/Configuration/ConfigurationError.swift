/// A setting that cannot be used. Holds no secret: for passwords and URLs the value is left out.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The setting's name where it came from: a property, an environment variable, or a parameter of the URL.
    public let key: String
    /// The offending value, unless it is or may hold a secret.
    public let value: String?
    public let reason: String

    public init(key: String, value: String? = nil, reason: String) {
        self.key = key
        self.value = value
        self.reason = reason
    }

    public var description: String {
        value.map { "\(key) = \"\($0)\": \(reason)" } ?? "\(key): \(reason)"
    }
}
