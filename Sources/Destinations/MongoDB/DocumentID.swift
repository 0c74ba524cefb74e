internal import RouterCore

/// The `_id` of a document: the user and what names the record, of an athlete the user alone.
struct DocumentID: Hashable {
    private enum Shape: Hashable {
        case user
        case startTime
        case startDate
        case eventTime
    }

    private let shape: Shape
    private let userID: String?
    private let name: String
    /// Where a document of another identity has the `_id` already.
    private var identity: String?

    init(_ record: Record, of event: Event, key: DayKey) {
        userID = record.key.userID
        guard record.isData else {
            (shape, name) = (.eventTime, Self.timestamp(event))
            return
        }
        guard !record.key.value.isEmpty else {
            (shape, name) = (.user, "")
            return
        }
        let startTime = record.startTime ?? record.key.value
        switch key {
        case .startTime: (shape, name) = (.startTime, startTime)
        case .startDate:
            (shape, name) = (.startDate, record.startTime == nil ? startTime : String(startTime.prefix(10)))
        }
    }

    /// The `_id` that also names the record's identity.
    func naming(_ identity: String) -> DocumentID {
        var id = self
        id.identity = identity
        return id
    }

    /// Bytes that are equal for equal ids alone: Swift takes different spellings of an accented letter for one.
    var bytes: [UInt8] { BSONWriter.document(write) }

    /// Writes the element `_id`.
    func write(_ writer: inout BSONWriter) {
        if shape == .user, identity == nil { return writer.string("_id", userID) }
        writer.document("_id") { writer in
            writer.string("user_id", userID)
            switch shape {
            case .user: break
            case .startTime: writer.string("start_time", name)
            case .startDate: writer.string("start_date", name)
            case .eventTime: writer.string("event_time", name)
            }
            if let identity { writer.string("event_id", identity) }
        }
    }

    /// When the event came to be, in UTC.
    private static func timestamp(_ event: Event) -> String {
        SampleTime(localMicroseconds: event.ordering * 1000, offsetSeconds: 0).instantText ?? ""
    }
}
