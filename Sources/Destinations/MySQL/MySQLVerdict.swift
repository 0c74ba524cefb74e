/// What a failure means for the batch; the table is in `MySQLDestination`'s header.
package enum MySQLVerdict: Hashable, Sendable {
    /// May go well later.
    case retry
    /// The transaction met another one: may go well at once.
    case again
    /// Somebody must act.
    case pause
    /// Something in the batch is refused.
    case reject
    /// A table is not there: create what is missing and try once more, then pause.
    case createTables

    package init(_ failure: MySQLFailure) {
        self = Self.byCode(failure) ?? Self.byState(failure.sqlState)
    }

    /// Where the number says more than the SQLSTATE, or the SQLSTATE misleads (MySQL and MariaDB, error references).
    private static func byCode(_ failure: MySQLFailure) -> MySQLVerdict? {
        switch failure.code {
        case 0: .retry
        // Deadlock, lock wait timeout, conflicts of replicated transactions.
        case 1205, 1213, 1020, 3101: .again
        case 1146: .createTables
        // Connections, accounts' limits of use, shutdown, interruption, time.
        case 1040, 1203, 1226, 1053, 1077, 1078, 1079, 1152, 1158, 1159, 1160, 1161, 1184, 1317, 1927, 1969, 3024:
            .retry
        // Disk, memory, storage engine.
        case 1021, 1114, 1030, 1026, 1037, 1038, 1041, 1135: .retry
        // Read-only: a standby after a failover.
        case 1290, 1792, 1836, 1036: .retry
        // Packets: the courier makes smaller ones.
        case 1153: .reject
        // Accounts: locked, expired, of another way to prove who we are, or from a host that is not let in.
        case 1129, 1130, 1251, 1275, 1524, 1698, 1820, 1862, 3118, 4151, 2054, 2058, 2059, 2061: .pause
        // Something the server must be set to do.
        case 1665, 3159, 1235, 1273, 1115: .pause
        // No value where the table wants one: the table is not ours.
        case 1364: .pause
        // Data, with SQLSTATEs that do not say so.
        case 1265, 1300, 1366, 1367, 1369, 1411, 3819: .reject
        // TLS: a certificate stays as it is, a handshake that broke may go well.
        case 2026: saysCertificate(failure.message) ? .pause : .retry
        case 2000...2999: .retry
        default: nil
        }
    }

    private static func byState(_ sqlState: String) -> MySQLVerdict {
        switch sqlState.prefix(2) {
        // 45: what a trigger of the database's owner signals.
        case "22", "23", "44", "45": .reject
        case "28", "42", "3D": .pause
        default: .retry
        }
    }

    private static func saysCertificate(_ message: String) -> Bool {
        let message = message.lowercased()
        return ["certificate", "verif", "required", "self-signed", "self signed", "hostname", "no such file", "pem"]
            .contains { message.contains($0) }
    }

    /// Whether the connection is of no more use: it is gone, going, or leads to a server that has become a standby.
    static func endsConnection(_ failure: MySQLFailure) -> Bool {
        guard failure.origin == .statement else { return true }
        switch failure.code {
        case 1290, 1792, 1836, 1053, 1153, 1927, 2000...2999: return true
        default: return failure.sqlState.hasPrefix("08")
        }
    }
}
