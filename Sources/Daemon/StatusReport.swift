/// `GET /status`: what the daemon holds and how each destination is doing. Times are ISO 8601 in UTC.
package struct StatusReport: Codable, Sendable {
    package struct Journal: Codable, Sendable {
        package let segments: Int
        package let bytes: Int
        package let nextSequence: UInt64
        package let damaged: Int
        package let failure: String?
    }

    package struct Intake: Codable, Sendable {
        package let accepted: Int
        package let duplicates: Int
        /// Answers of 400 and above, by status.
        package let rejected: [String: Int]
        package let connections: Int
    }

    package struct Backlog: Codable, Sendable {
        package let events: Int
        package let bytes: Int
        package let oldestSeconds: Int?
    }

    package struct Queue: Codable, Sendable {
        package let events: Int
    }

    package struct LastError: Codable, Sendable {
        package let reason: String
        package let at: String
    }

    /// A stretch of the journal that is sent again, or was.
    package struct Replay: Codable, Sendable {
        package let id: Int64
        /// Receive times.
        package let from: String
        package let to: String
        /// Dates of the data, where only data of some days is sent.
        package let startDate: String?
        package let endDate: String?
        /// How much of it has been read, from 0 to 1.
        package let share: Double
        /// Events that were put into the retry queue to be sent again.
        package let taken: Int
        package let delivered: Int
        package let dead: Int
        /// Sequences that the journal deleted before they were read.
        package let missing: Int
        package let finishedAt: String?
        package let wasCancelled: Bool
    }

    package struct Destination: Codable, Sendable {
        package let kind: String
        package let state: String
        package let reason: String?
        package let since: String
        package let backlog: Backlog
        package let retryQueue: Queue
        package let deadLetters: Queue
        /// Since the daemon started.
        package let delivered: Int
        package let retried: Int
        package let dead: Int
        /// Not sent, because newer versions of the same had come.
        package let superseded: Int
        /// Given up, because the backlog was over its size.
        package let dropped: Int
        /// Done with, because they held nothing for the destination's format.
        package let skipped: Int
        package let eventsPerSecond: Double
        package let p50Ms: Int?
        package let p99Ms: Int?
        package let lastError: LastError?
        /// Since the daemon started; nil where nothing was delivered.
        package let lastDeliveredAt: String?
        /// The newest replay; nil where there was none.
        package let replay: Replay?
    }

    /// History that Terra sends in chunks.
    package struct LargeRequest: Codable, Sendable {
        package let reference: String
        /// `processing`, `sending`, `incomplete` or `complete`.
        package let state: String
        /// Chunks; nil until Terra has said it.
        package let expected: Int?
        package let arrived: Int
        package let openedAt: String
        package let lastAt: String
    }

    package let startedAt: String
    package let journal: Journal
    package let intake: Intake
    package let destinations: [String: Destination]
    /// Open ones and those that became complete within a week, the oldest first.
    package let largeRequests: [LargeRequest]?
}
