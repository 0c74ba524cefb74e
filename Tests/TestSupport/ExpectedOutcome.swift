import RouterCore

/// What kind of outcome a row of a table expects.
package enum ExpectedOutcome: Sendable {
    case delivered
    case retry(Duration?)
    case rejected
    case pause

    package func matches(_ outcome: Outcome) -> Bool {
        switch (self, outcome) {
        case (.delivered, .delivered), (.rejected, .rejected), (.pause, .pause): true
        case (.retry(let expected), .retry(let after, _)): expected == after
        default: false
        }
    }
}
