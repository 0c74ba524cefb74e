import SQLTables

/// The statements that write rows: one for each table, its rows as arrays, one array a column.
struct TableStatements: Sendable {
    private let users: String
    private let dataPayloads: String
    private let otherPayloads: String
    private let samples: String
    private let floatingSamples: String

    init(_ names: TableNames) {
        users = UpsertSQL.users(into: names.users, from: Self.arrays(UpsertSQL.userColumns))
        dataPayloads = UpsertSQL.dataPayloads(
            into: names.dataPayloads,
            from: Self.arrays(UpsertSQL.dataPayloadColumns)
        )
        otherPayloads = UpsertSQL.otherPayloads(
            into: names.otherPayloads,
            from: Self.arrays(UpsertSQL.otherPayloadColumns)
        )
        samples = UpsertSQL.samples(into: names.samples, from: Self.arrays(UpsertSQL.sampleColumns))
        floatingSamples = UpsertSQL.floatingSamples(into: names.samples, from: Self.arrays(UpsertSQL.sampleColumns))
    }

    /// What one transaction has to write; tables always in the same order, as rows are, so that concurrent transactions
    /// wait for one another rather than deadlock. Empty tables are left out but where `includingEmpty`: writing no row
    /// still shows whether tables, columns, unique indexes and rights are as they must be.
    func statements(for rows: TableRows, includingEmpty: Bool = false) -> [Statement] {
        var statements: [Statement] = []
        if includingEmpty || !rows.dataPayloads.isEmpty {
            statements.append(Statement(dataPayloads, .dataPayloads(rows.dataPayloads)))
        }
        if includingEmpty || !rows.otherPayloads.isEmpty {
            statements.append(Statement(otherPayloads, .otherPayloads(rows.otherPayloads)))
        }
        if includingEmpty || !rows.samples.isEmpty {
            statements.append(Statement(samples, .samples(rows.samples, users: rows.sampleUsers)))
        }
        if includingEmpty || !rows.floatingSamples.isEmpty {
            statements.append(Statement(floatingSamples, .samples(rows.floatingSamples, users: rows.sampleUsers)))
        }
        // Last: most batches name the same users, and their rows are locked until the transaction has ended.
        if includingEmpty || !rows.users.isEmpty {
            statements.append(Statement(users, .users(rows.users)))
        }
        return statements
    }

    /// One parameter a column, in order. Side by side in the list they advance together, row by row; in FROM each of
    /// them would first be copied, to disk where it is larger than `work_mem`.
    private static func arrays(_ columns: [String]) -> String {
        "SELECT \(columns.indices.map { "unnest($\($0 + 1))" }.joined(separator: ", "))"
    }
}
