/// One webhook that Terra would send for a day of a subject's readings, with the headers that go along.
package struct DayWebhook: Sendable, Hashable {
    /// `X-Terra-Trace-Id`: the same for the same readings, so that sending them again is a redelivery.
    package let traceID: String
    /// `X-Terra-Ordering-Timestamp`, unix milliseconds: larger for a superset of the same day.
    package let ordering: Int64
    package let userID: String
    /// `yyyy-mm-dd`.
    package let date: String
    package let readingCount: Int
    package let body: [UInt8]
}
