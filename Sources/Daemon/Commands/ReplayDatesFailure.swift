/// Why the dates of a replay are none.
package enum ReplayDatesFailure: Error, Sendable, Hashable, CustomStringConvertible {
    case noDate(String)
    case reversed

    package var description: String {
        switch self {
        case .noDate(let text): "'\(text)' is no date: write it as 2026-03-01"
        case .reversed: "--start-date must not be after --end-date"
        }
    }
}
