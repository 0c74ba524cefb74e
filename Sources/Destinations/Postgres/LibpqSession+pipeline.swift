import CPostgres
import Foundation

extension LibpqSession {
    /// Runs the statements as one transaction in one round trip: what stands between two syncs of a pipeline is all
    /// done or all undone by the server itself, without BEGIN, COMMIT or a ROLLBACK to send after a failure. They are
    /// unnamed, so a pooler may give every transaction another server connection.
    ///
    /// Returns the first field of the last statement's first row, if it has one. After anything but a refused statement
    /// the session is of no more use.
    @discardableResult
    func run(_ statements: [Statement], by deadline: ContinuousClock.Instant) throws(PostgresFailure) -> String? {
        for statement in statements {
            try send(statement)
            try flush(by: deadline)
        }
        guard PQpipelineSync(handle) == 1 else { throw lost() }
        try flush(by: deadline)
        return try receive(by: deadline)
    }

    private func send(_ statement: Statement) throws(PostgresFailure) {
        let parameters = statement.parameters
        guard parameters.bytes.count < Self.messageLimit else {
            throw PostgresFailure(
                origin: .statement,
                sqlState: "54000",
                message: "the rows of one table take more than the GiB that PostgreSQL takes at once"
            )
        }
        let count = parameters.types.count
        let lengths = parameters.lengths.map { CInt($0) }
        let sent = parameters.bytes.withUnsafeBytes { bytes in
            let values = parameters.offsets.map { offset in
                bytes.baseAddress.map { ($0 + offset).assumingMemoryBound(to: CChar.self) }
            }
            let formats = [CInt](repeating: 1, count: count)
            return PQsendQueryParams(
                handle,
                statement.sql,
                CInt(count),
                parameters.types,
                values,
                lengths,
                formats,
                0
            )
        }
        guard sent == 1 else { throw lost() }
    }

    /// Hands everything buffered to the kernel. Reads meanwhile: a server that cannot write to us would not read either.
    private func flush(by deadline: ContinuousClock.Instant) throws(PostgresFailure) {
        while true {
            switch PQflush(handle) {
            case 0: return
            case 1:
                guard wait(for: POLLIN | POLLOUT, by: deadline) else { throw Self.timedOut }
                guard PQconsumeInput(handle) == 1 else { throw lost() }
            default: throw lost()
            }
        }
    }

    private func receive(by deadline: ContinuousClock.Instant) throws(PostgresFailure) -> String? {
        var failure: PostgresFailure?
        var value: String?
        while true {
            while PQisBusy(handle) == 1 {
                guard wait(for: POLLIN, by: deadline) else { throw Self.timedOut }
                guard PQconsumeInput(handle) == 1 else { throw failure ?? lost() }
            }
            guard let result = PQgetResult(handle) else {
                // Ends the results of one statement; the next statement's follow.
                guard PQstatus(handle) == CONNECTION_OK else { throw failure ?? lost() }
                guard .now < deadline else { throw Self.timedOut }
                continue
            }
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_PIPELINE_SYNC:
                if let failure { throw failure }
                return value
            case PGRES_FATAL_ERROR:
                failure = failure ?? Self.failure(result)
                guard PQstatus(handle) == CONNECTION_OK else { throw failure ?? lost() }
            case PGRES_TUPLES_OK:
                let isThere = PQntuples(result) > 0 && PQgetisnull(result, 0, 0) == 0
                value = isThere ? PQgetvalue(result, 0, 0).map { String(cString: $0) } : nil
            default: value = nil
            }
        }
    }

    /// Of a server's error only the SQLSTATE and the primary message: everything else may quote the row.
    private static func failure(_ result: OpaquePointer?) -> PostgresFailure {
        guard let state = PQresultErrorField(result, CInt(UInt8(ascii: "C"))) else {
            let message = firstLine(PQresultErrorMessage(result))
            return PostgresFailure(origin: .connectionLost, sqlState: nil, message: message)
        }
        let sqlState = String(cString: state)
        return PostgresFailure(
            origin: .statement,
            sqlState: sqlState,
            message: firstLine(PQresultErrorField(result, CInt(UInt8(ascii: "M"))))
        )
    }

    /// In bytes; the server's limit for a message, with some room for what surrounds the parameters.
    private static let messageLimit = (1 << 30) - (1 << 20)

    private static let timedOut = PostgresFailure(
        origin: .deadline,
        sqlState: nil,
        message: "the server did not answer in time"
    )
}
