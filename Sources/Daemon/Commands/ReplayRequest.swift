import Foundation
import RouterCore

/// The body of `POST /replay`.
package struct ReplayRequest: Codable, Sendable {
    package let destination: String
    /// Receive times, unix milliseconds; `from` counts, `to` does not.
    package var from: Int64 = 0
    package var to: Int64 = 0
    /// Dates of the data, `2026-03-01`, both counting; nil: it does not matter.
    package var startDate: String?
    package var endDate: String?
    /// End the replay that is under way instead.
    package var cancels = false

    package init(destination: String) {
        self.destination = destination
    }

    /// Which days of data are meant; nil: it does not matter. Throws where they are none.
    package func days() throws(ReplayDatesFailure) -> DaySpan? {
        if startDate == nil, endDate == nil { return nil }
        guard let span = DaySpan(from: try Self.day(startDate), to: try Self.day(endDate)) else { throw .reversed }
        return span
    }

    private static func day(_ text: String?) throws(ReplayDatesFailure) -> Int? {
        guard let text else { return nil }
        guard let day = DaySpan.day(text) else { throw .noDate(text) }
        return day
    }

    init?(json: [UInt8]) {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let request = try? decoder.decode(Self.self, from: Data(json)) else { return nil }
        self = request
    }
}
