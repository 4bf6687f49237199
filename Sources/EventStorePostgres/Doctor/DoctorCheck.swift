/// What one check of the doctor found. SQL: `doctor`; docs/doctor.md explains each.
public struct DoctorCheck: Hashable, Sendable {
    /// How bad it is, least first.
    public enum Severity: String, Hashable, Sendable, CaseIterable, Comparable {
        case ok
        /// It works, but something is missing for safety.
        case warning
        /// Events are lost, refused or unreadable, or may be.
        case critical

        public static func < (left: Severity, right: Severity) -> Bool {
            allCases.firstIndex(of: left)! < allCases.firstIndex(of: right)!
        }
    }

    public var name: String
    public var severity: Severity
    public var found: String
    /// What to do; nil when all is well.
    public var remedy: String?

    init(_ name: String, _ severity: Severity, _ found: String, remedy: String? = nil) {
        self.name = name
        self.severity = severity
        self.found = found
        self.remedy = severity == .ok ? nil : remedy
    }
}
