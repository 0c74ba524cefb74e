import Testing

/// Every destination, in every form that behaves in a way of its own. A new destination is one line here and one in
/// `make`.
enum SubjectKind: String, Sendable, CaseIterable, CustomTestStringConvertible {
    case sqlite
    case postgres
    case postgresBehindPgbouncer = "postgres behind pgbouncer"

    var testDescription: String { rawValue }

    /// A fresh target.
    func make() async throws -> any ConformanceSubject {
        switch self {
        case .sqlite: try SQLiteSubject()
        case .postgres: try await PostgresSubject(isPooled: false)
        case .postgresBehindPgbouncer: try await PostgresSubject(isPooled: true)
        }
    }
}
