/// What the placeholders of a key template stand for, of one record.
struct ObjectKeyValues {
    let record: Record
    let index: Int
    let count: Int
    let event: Event

    subscript(placeholder: ObjectKeyPlaceholder) -> String {
        switch placeholder {
        case .type: record.key.type
        case .userID: record.key.userID ?? ""
        case .startTime: record.startTime ?? nameWithoutStartTime
        case .startDate: record.startTime.map { String($0.prefix(10)) } ?? String(timestamp.prefix(10))
        case .timestamp: timestamp
        case .summaryID: record.isData ? nameWithoutStartTime : timestamp
        case .referenceID: event.referenceID ?? ""
        case .provider: event.provider ?? ""
        case .id: count == 1 ? event.id : "\(event.id)#\(index)"
        }
    }

    /// Of data its natural key, which for an athlete is empty: one a user. Of other events the time.
    private var nameWithoutStartTime: String {
        guard record.isData else { return timestamp }
        return record.key.value.isEmpty ? record.key.type : record.key.value
    }

    private var timestamp: String {
        SampleTime(localMicroseconds: event.ordering * 1000, offsetSeconds: 0).instantText ?? ""
    }
}
