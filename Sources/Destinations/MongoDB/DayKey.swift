/// What names a record in `_id` beside its user.
package enum DayKey: String, Sendable, CaseIterable {
    /// `metadata.start_time` as it came: what Terra's own destination writes.
    case startTime = "start_time"
    /// Its first ten characters, the date on the user's own calendar: one document a day, however its offset changes.
    case startDate = "start_date"
}
