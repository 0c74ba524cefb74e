/// What libpq says of a connection that could not be made, as `PQERRORS_VERBOSE` writes it: a line
/// `connection to server at "…", port … failed: FATAL:  28P01: password authentication failed for user "…"` for each
/// address and way that was tried, with lines such as `DETAIL: …` and `LOCATION: …` between.
package struct ConnectMessage {
    package let sqlState: String?
    package let message: String

    /// Prefers the first line in which a server answered over those in which none did.
    package init(_ text: String) {
        let lines = text.split(whereSeparator: \.isNewline)
            .filter { line in !["DETAIL:", "HINT:", "LOCATION:", "CONTEXT:", "\t"].contains { line.hasPrefix($0) } }
        for line in lines {
            guard let (state, range) = Self.sqlState(in: line) else { continue }
            sqlState = state
            message = String(line[..<range.lowerBound] + line[range.upperBound...])
            return
        }
        sqlState = nil
        message = lines.first.map(String.init) ?? "no reason given"
    }

    var failure: PostgresFailure { PostgresFailure(origin: .connecting, sqlState: sqlState, message: message) }

    /// The five characters that follow the (translated) severity, and the range to cut so that the message reads well
    /// without them.
    private static func sqlState(in line: Substring) -> (String, Range<Substring.Index>)? {
        guard let gap = line.firstRange(of: ":  ") else { return nil }
        let state = line[gap.upperBound...].prefix(5)
        guard state.utf8.count == 5, state.allSatisfy({ $0.isASCII && ($0.isNumber || $0.isUppercase) }),
            line[state.endIndex...].hasPrefix(": ")
        else { return nil }
        return (String(state), gap.lowerBound..<state.endIndex)
    }
}
