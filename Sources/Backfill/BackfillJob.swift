internal import Crypto
package import RouterCore

/// What one backfill is to fetch.
package struct BackfillJob: Sendable, Hashable {
    /// Terra's own limit of one request (its reference, rate limits).
    package static let longestRequest = 1825
    /// Terra's own limit of requested days an hour and user.
    package static let daysPerHour = 6000
    /// Requests over so many days are answered through the webhook, in chunks.
    package static let longestImmediateRequest = 28

    /// Each once, in the order in which they are asked for.
    package let users: [String]
    /// Such as `body`: the last part of the endpoint's path. Each once.
    package let types: [String]
    package let days: DaySpan
    /// Days a request asks for, 1 to 1825.
    package var daysPerRequest = longestImmediateRequest
    /// Whether Terra is asked to send everything to the webhook.
    package var isThroughWebhook = false

    package init(users: [String], types: [String], days: DaySpan) {
        self.users = Self.withoutRepetition(users)
        self.types = Self.withoutRepetition(types)
        self.days = days
    }

    /// Days of users and types, which is what there is to do.
    package var size: Int { users.count * types.count * days.count }

    /// Names the backfill: the same for the same users, types and days, and nothing that tells whose they are.
    package func name(baseURL: String) -> String {
        var hash = SHA256()
        for text in [baseURL, types.joined(separator: ","), "\(days.first)", "\(days.last)"] + users {
            hash.update(data: Array(text.utf8))
            hash.update(data: [0])
        }
        return hash.finalize().prefix(8).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    private static func withoutRepetition(_ list: [String]) -> [String] {
        var seen: Set<String> = []
        return list.filter { seen.insert($0).inserted }
    }
}
