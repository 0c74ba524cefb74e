/// What the tests that hold for every SQL store are run on.
enum SQLStore: String, CaseIterable, Sendable {
    case sqlite
    case postgres
    /// Through pgbouncer, every transaction on another server connection.
    case pooledPostgres
    case mysql

    func makeTarget() async throws -> any SQLTarget {
        switch self {
        case .sqlite: try SQLiteTarget()
        case .postgres: try PostgresTarget()
        case .pooledPostgres: try PostgresTarget(isPooled: true)
        case .mysql: try await MySQLTarget()
        }
    }
}
