internal import RouterCore
import SQLTables

/// Writes rows as statements of many rows each, none longer than the server takes, and hands each over when it is full.
struct StatementWriter {
    typealias Run = (UnsafeBufferPointer<UInt8>) throws(MySQLFailure) -> Void

    /// In bytes. More rows a statement gain nothing from here on, and cost memory on both sides.
    static let preferredLength = 2 << 20

    private let limit: Int
    private let run: Run
    private var text = SQLText()

    init(maxPacket: Int, run: @escaping Run) {
        // The command's own byte, and what servers are at odds about.
        limit = Swift.min(Self.preferredLength, maxPacket - 64)
        self.run = run
    }

    /// Writes every table; within a table in the order of the keys. Users last: most batches name the same ones, and the
    /// rows are locked until the transaction has ended.
    mutating func write(_ rows: TableRows) throws(MySQLFailure) {
        try write(rows.dataPayloads, .dataPayloads) { $1.row($0) }
        try write(rows.otherPayloads, .otherPayloads) { $1.row($0) }
        let users = rows.sampleUsers.map { user in
            var literal = SQLText()
            literal.text(user)
            return literal.bytes
        }
        try write(rows.samples, .samples) { $1.row($0, user: users[$0.user]) }
        try write(rows.floatingSamples, .samples) { $1.row($0, user: users[$0.user]) }
        try write(rows.users, .users) { $1.row($0) }
    }

    private mutating func write<Row>(
        _ rows: [Row],
        _ statement: UpsertStatement,
        _ write: (Row, inout SQLText) -> Void
    ) throws(MySQLFailure) {
        guard !rows.isEmpty else { return }
        let head = Array(statement.head.utf8)
        let tail = Array(statement.tail.utf8)
        var row = SQLText()
        text.removeAll()
        for value in rows {
            row.removeAll()
            write(value, &row)
            if text.bytes.isEmpty {
                text.raw(head)
            } else if text.bytes.count + row.bytes.count + tail.count >= limit {
                try finish(tail)
                text.raw(head)
            } else {
                text.raw(UInt8(ascii: ","))
            }
            text.raw(row.bytes)
        }
        try finish(tail)
    }

    private mutating func finish(_ tail: [UInt8]) throws(MySQLFailure) {
        text.raw(tail)
        do throws(MySQLFailure) {
            try text.bytes.withUnsafeBufferPointer { (bytes) throws(MySQLFailure) in try run(bytes) }
        } catch {
            throw error
        }
        text.removeAll()
    }
}
