/// What PostgreSQL or libpq said when something went wrong, without anything that quotes a row.
struct PostgresFailure: Error, Hashable {
    enum Origin: Hashable {
        /// No connection could be made; the server may have answered with a SQLSTATE.
        case connecting
        /// The server refused a statement.
        case statement
        /// An open connection broke.
        case connectionLost
        /// The time for the attempt was over.
        case deadline
    }

    let origin: Origin
    /// Five characters, such as `23505`; nil where the server said none.
    let sqlState: String?
    /// The primary message: never DETAIL, HINT or CONTEXT, which quote values.
    let message: String

    /// One line for a log, an outcome or a person.
    var reason: String {
        let state = sqlState.map { " (SQLSTATE \($0))" } ?? ""
        return switch origin {
        case .connecting: "cannot connect: \(message)\(state)"
        case .statement: "\(message)\(state)"
        case .connectionLost: "the connection was lost: \(message)\(state)"
        case .deadline: message
        }
    }

    /// As `reason`, with what to do where the SQLSTATE tells.
    var advice: String {
        switch sqlState {
        case "42P01", "42703", "42804", "42P10", "42P16":
            reason + "; compare the tables with those of `distributary schema postgres`"
        case "42501":
            reason + "; grant it, or create the tables with what `distributary schema postgres` prints"
        default: reason
        }
    }
}
