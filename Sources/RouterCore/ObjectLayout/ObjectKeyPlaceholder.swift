/// What a key template can name of a record.
package enum ObjectKeyPlaceholder: String, Sendable, CaseIterable {
    case type
    case userID = "user_id"
    /// `metadata.start_time` as it came; of a record without it what tells it from others, or its ordering in UTC.
    case startTime = "start_time"
    /// The first ten characters of the start time, in the user's own calendar; without it the date of the ordering.
    case startDate = "start_date"
    /// When this version came to be, in UTC.
    case timestamp
    case summaryID = "summary_id"
    case referenceID = "reference_id"
    case provider
    /// The identity of the event, with the record's position where the event has several.
    case id

    /// Whether it tells one user from another.
    var namesUser: Bool {
        switch self {
        case .userID, .referenceID, .id, .summaryID: true
        case .type, .startTime, .startDate, .timestamp, .provider: false
        }
    }

    /// Whether it tells one record of a user from another.
    var namesRecord: Bool {
        switch self {
        case .startTime, .startDate, .timestamp, .summaryID, .id: true
        case .type, .userID, .referenceID, .provider: false
        }
    }
}
