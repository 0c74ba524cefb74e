package import RouterCore

/// One request for history: days of one type of one user.
package struct BackfillWindow: Sendable, Hashable {
    /// The index of the user in the job.
    package let user: Int
    package let type: String
    package let days: DaySpan

    package init(user: Int, type: String, days: DaySpan) {
        self.user = user
        self.type = type
        self.days = days
    }
}
