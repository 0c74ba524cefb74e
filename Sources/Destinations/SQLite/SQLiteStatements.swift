internal import GRDB
internal import RouterCore
internal import SQLTables

/// The compiled statements of one connection, and what they bind.
struct SQLiteStatements {
    private let users: Statement
    private let dataPayloads: Statement
    private let otherPayloads: Statement
    private let samples: Statement
    private let floatingSamples: Statement

    /// Fails where a table, a column or a unique index is not as it must be.
    init(_ database: Database) throws {
        users = try database.makeStatement(
            sql: UpsertSQL.users(into: "terra_users", from: Self.values(UpsertSQL.userColumns))
        )
        dataPayloads = try database.makeStatement(
            sql: UpsertSQL.dataPayloads(
                into: "terra_data_payloads",
                from: Self.values(UpsertSQL.dataPayloadColumns)
            )
        )
        otherPayloads = try database.makeStatement(
            sql: UpsertSQL.otherPayloads(
                into: "terra_other_payloads",
                from: Self.values(UpsertSQL.otherPayloadColumns)
            )
        )
        let sampleValues = Self.values(UpsertSQL.sampleColumns)
        samples = try database.makeStatement(sql: UpsertSQL.samples(into: "glucose_samples", from: sampleValues))
        floatingSamples = try database.makeStatement(
            sql: UpsertSQL.floatingSamples(into: "glucose_samples", from: sampleValues)
        )
    }

    /// Writes all rows; the caller holds the transaction.
    func write(_ rows: TableRows) throws {
        for row in rows.users { try run(users, arguments(row)) }
        for row in rows.dataPayloads { try run(dataPayloads, arguments(row)) }
        for row in rows.otherPayloads { try run(otherPayloads, arguments(row)) }
        let sampleUsers = rows.sampleUsers.map(\.databaseValue)
        for row in rows.samples { try run(samples, arguments(row, sampleUsers)) }
        for row in rows.floatingSamples { try run(floatingSamples, arguments(row, sampleUsers)) }
    }

    private func run(_ statement: Statement, _ arguments: StatementArguments) throws {
        statement.setUncheckedArguments(arguments)
        try statement.execute()
    }

    private func arguments(_ row: UserRow) -> StatementArguments {
        [
            row.userID, row.referenceID, row.provider, row.grantedScopes, row.createdAt?.instantText,
            row.createdAtText, row.ordering, row.state, row.replacedBy, row.stateOrdering,
        ]
    }

    private func arguments(_ row: DataPayloadRow) -> StatementArguments {
        [
            row.userID, row.dataType, row.recordKey, row.referenceID, row.provider, row.start?.instantText,
            row.start?.localText, row.start?.offsetSeconds, row.end?.instantText, row.end?.localText,
            row.end?.offsetSeconds, Self.instant(milliseconds: row.receivedAt), row.ordering, row.eventID,
            Self.text(row.payload),
        ]
    }

    private func arguments(_ row: OtherPayloadRow) -> StatementArguments {
        [
            row.eventID, row.userID, row.eventType, row.referenceID, row.terraReference,
            Self.instant(milliseconds: row.receivedAt), row.ordering, Self.text(row.payload),
        ]
    }

    private func arguments(_ row: SampleRow, _ users: [DatabaseValue]) -> StatementArguments {
        [
            users[row.user], row.time.instantText, row.time.localText, row.time.offsetSeconds,
            row.milligramsPerDeciliter, row.flag, row.trend, row.ordering,
        ]
    }

    /// The payload was found to be valid UTF-8 when it was accepted, so that nothing is replaced here.
    private static func text(_ payload: Payload) -> String { String(decoding: payload, as: UTF8.self) }

    private static func instant(milliseconds: Int64) -> String? {
        SampleTime(localMicroseconds: milliseconds * 1000, offsetSeconds: 0).instantText
    }

    /// One parameter a column, in order.
    private static func values(_ columns: [String]) -> String {
        "VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))"
    }
}
