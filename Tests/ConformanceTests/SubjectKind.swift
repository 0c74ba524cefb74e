/// Every destination, in every form that behaves in a way of its own. A new destination is one line here and one in
/// `make`.
enum SubjectKind: String, Sendable, CaseIterable, CustomTestStringConvertible {
    case sqlite
    case postgres
    case postgresBehindPgbouncer = "postgres behind pgbouncer"
    case directory
    case directoryCompressed = "directory, compressed"
    case directoryOfBatches = "directory of batches"
    case webhook
    case webhookOfArrays = "webhook of arrays"
    case webhookOfLines = "webhook of lines"

    var testDescription: String { rawValue }

    /// A fresh target.
    func make() async throws -> any ConformanceSubject {
        switch self {
        case .sqlite: try SQLiteSubject()
        case .postgres: try await PostgresSubject(isPooled: false)
        case .postgresBehindPgbouncer: try await PostgresSubject(isPooled: true)
        case .directory: try DirectorySubject(layout: .documents, isCompressed: false)
        case .directoryCompressed: try DirectorySubject(layout: .documents, isCompressed: true)
        case .directoryOfBatches: try DirectorySubject(layout: .batches, isCompressed: true)
        case .webhook: try await WebhookSubject(format: .single)
        case .webhookOfArrays: try await WebhookSubject(format: .array)
        case .webhookOfLines: try await WebhookSubject(format: .ndjson)
        }
    }
}
