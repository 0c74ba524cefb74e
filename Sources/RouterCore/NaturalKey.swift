/// What a record overwrites and is overwritten by: one user's record of one type under one value.
///
/// The value is the local date for body, daily, nutrition and menstruation; `summary_id` for activity and sleep; the
/// plan's id, the hormone's timestamp; empty for athlete; and the event's identity where the kind has no key or the
/// key is missing, so that nothing overwrites anything.
package struct NaturalKey: Sendable, Hashable {
    package let userID: String?
    package let type: String
    package let value: String

    package init(userID: String?, type: String, value: String) {
        self.userID = userID
        self.type = type
        self.value = value
    }
}
