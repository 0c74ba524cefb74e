/// What the server or libmariadb said when something went wrong, without anything that quotes a row.
package struct MySQLFailure: Error, Sendable, Hashable {
    package enum Origin: Sendable, Hashable {
        /// No connection could be made; the server may have answered.
        case connecting
        /// The server refused a statement.
        case statement
        /// An open connection broke.
        case connectionLost
        /// The time for the attempt was over.
        case deadline
    }

    package let origin: Origin
    /// The server's error number, or libmariadb's from 2000 (`errmsg.h`); 0 where there is none.
    package let code: UInt32
    /// Five characters; `HY000` where nothing better is known.
    package let sqlState: String
    package let message: String

    /// `message` is what was said; of messages that quote values only the beginning is kept.
    package init(origin: Origin, code: UInt32, sqlState: String, message: String) {
        self.origin = origin
        self.code = code
        self.sqlState = sqlState
        self.message = Self.quotesValues(code, sqlState) ? Self.withoutQuotes(message) : message
    }

    static let timedOut = MySQLFailure(
        origin: .deadline,
        code: 0,
        sqlState: "HY000",
        message: "the server did not answer in time"
    )

    /// One line for a log, an outcome or a person.
    package var reason: String {
        let number = code == 0 ? "" : " (error \(code))"
        return switch origin {
        case .connecting: "cannot connect: \(message)\(number)"
        case .statement: "\(message)\(number)"
        case .connectionLost: "the connection was lost: \(message)\(number)"
        case .deadline: message
        }
    }

    /// As `reason`, with what to do where the error tells.
    package var advice: String {
        switch code {
        case 1054, 1136, 1146, 1364: reason + "; compare the tables with those of `distributary schema mysql`"
        case 1142, 1143: reason + "; grant it, or create the tables with what `distributary schema mysql` prints"
        case 1665: reason + "; set binlog_format to MIXED or ROW"
        case 2026:
            reason
                + "; name the authority of the server's certificate with ssl-ca, or turn TLS off with ssl-mode=DISABLED"
        case 3159: reason + "; add ssl-mode=VERIFY_IDENTITY to the URL"
        default: reason
        }
    }

    /// Errors about data repeat it, and a syntax error the statement that holds it. These say only the column's name:
    /// NULL, out of range, too long, no default, checks.
    private static func quotesValues(_ code: UInt32, _ sqlState: String) -> Bool {
        switch code {
        case 1048, 1264, 1406, 1364, 3819, 4025: false
        case 1064, 1300, 1366, 1367, 1411, 1525: true
        default: sqlState.hasPrefix("22") || sqlState.hasPrefix("23")
        }
    }

    private static func withoutQuotes(_ message: String) -> String {
        let end = message.firstIndex { "'\"`:“‘".contains($0) } ?? message.endIndex
        let beginning = message[..<end].split(separator: " ").joined(separator: " ")
        return beginning.isEmpty ? "the data was refused" : beginning
    }
}
