import RouterCore

/// A fresh set of tables, and means to look into them that are not the destination's own.
protocol SQLTarget: Sendable {
    /// Another instance of the destination for the same tables, as another process would make it.
    func makeDestination(timeout: Duration) throws -> any Destination

    /// Every row of the table: its columns as text, instants in UTC, nil for NULL.
    func rows(of table: SQLTable) async throws -> Set<[String?]>

    /// Runs SQL as the tables' owner.
    func execute(_ sql: String) async throws

    /// The table's name as SQL writes it.
    func name(_ table: SQLTable) -> String
}

extension SQLTarget {
    func makeDestination() throws -> any Destination { try makeDestination(timeout: .seconds(30)) }
}
