internal import RouterCore

/// What a failure means for the batch; the table is in `PostgresDestination`'s header.
package enum PostgresVerdict: Hashable, Sendable {
    /// May go well later.
    case retry
    /// Somebody must act.
    case pause
    /// Something in the batch is refused.
    case reject
    /// The tables are not there or not as expected: create what is missing and try once more, then pause.
    case createTables

    /// By SQLSTATE (PostgreSQL, appendix A); nil, and whatever is not known, is `retry`.
    package init(sqlState: String?) {
        guard let sqlState, sqlState.utf8.count == 5 else {
            self = .retry
            return
        }
        switch sqlState {
        case "42P01", "42703", "3F000": self = .createTables
        case "3D000": self = .pause
        // Raised by a trigger, or by a view's check option: the database's own code refuses the row.
        case "P0001", "44000": self = .reject
        default: self = Self.byClass(sqlState.prefix(2))
        }
    }

    init(_ failure: PostgresFailure) { self.init(sqlState: failure.sqlState) }

    private static func byClass(_ sqlStateClass: Substring) -> PostgresVerdict {
        switch sqlStateClass {
        case "22", "23", "54": .reject
        case "28", "42": .pause
        default: .retry
        }
    }

    /// Whether the connection is of no more use: it is gone, going, or leads to a server that has become a standby.
    package static func endsConnection(sqlState: String?) -> Bool {
        guard let sqlState else { return true }
        return sqlState.hasPrefix("08") || sqlState.hasPrefix("57P") || sqlState == "25006"
    }
}
