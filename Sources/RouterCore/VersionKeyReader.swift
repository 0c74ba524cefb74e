import JSONScanner

/// Works out the version key of an event in one pass over its `data`. What it takes for a record's value is what
/// `RecordReader` takes for it: where that would fall back on the event's identity, there is no key.
struct VersionKeyReader {
    /// An event of more records than this has no key.
    static let maxRecords = 256

    let kind: EventKind
    let type: String
    let userID: String
    private var values: [String] = []
    /// What the element that is being walked over has said so far; of a key that is there twice, the last.
    private var metadata: JSONValue?
    private var timestamp: JSONValue?

    /// Nil where events of the type, or without a user, have no key.
    init?(type: String, userID: String?) {
        kind = EventKind(type: type)
        guard kind != .other, let userID else { return nil }
        self.type = type
        self.userID = userID
    }

    /// `payloadSize` is that of the whole event in bytes.
    mutating func key(_ content: EventContent, payloadSize: Int) -> VersionKey? {
        guard let values = values(content, payloadSize: payloadSize) else { return nil }
        return VersionKey(type: type, userID: userID, values: values)
    }

    private mutating func values(_ content: EventContent, payloadSize: Int) -> [String]? {
        if kind == .athlete { return [""] }
        guard let data = content.data, data.kind == .array else {
            guard kind == .measurement, let value = usable(content.timestamp?.storableString) else { return nil }
            return [value]
        }
        var isKeyed = true
        var open = 0
        let count = data.forEachMemberOfObjects { index, key, value in
            if index != open {
                isKeyed = isKeyed && takeElement()
                open = index
            }
            switch key {
            case "metadata": metadata = value
            case "timestamp": timestamp = value
            default: break
            }
        }
        guard let count, count > 0, isKeyed else { return nil }
        if count == 1, kind == .measurement, timestamp?.storableString == nil { timestamp = content.timestamp }
        // An element without members leaves fewer values than there are elements.
        guard takeElement(), values.count == count else { return nil }
        guard count == 1 || RecordReader.fits(count, dataSize: data.range.count, payloadSize: payloadSize) else {
            return nil
        }
        return values
    }

    /// Returns false where the element has no value of its own, or there are too many.
    private mutating func takeElement() -> Bool {
        defer {
            metadata = nil
            timestamp = nil
        }
        let value: String? =
            switch kind {
            case .daily: metadata?["start_time"].flatMap(RecordReader.localDate)
            case .summary: metadata?["summary_id"]?.storableString
            case .plan: metadata?["id"]?.storableString
            case .measurement: timestamp?.storableString
            case .athlete, .other: nil
            }
        guard values.count < Self.maxRecords, let value = usable(value) else { return false }
        values.append(value)
        return true
    }

    private func usable(_ value: String?) -> String? {
        guard let value, !value.isEmpty, value.utf8.count <= Envelope.maxAttributeLength else { return nil }
        return value
    }
}

extension VersionKey {
    /// The key of an event that is being read; nil where nothing supersedes it and it supersedes nothing.
    package init?(_ envelope: Envelope, _ content: EventContent, payloadSize: Int) {
        guard var reader = VersionKeyReader(type: envelope.type, userID: envelope.userID),
            let key = reader.key(content, payloadSize: payloadSize)
        else { return nil }
        self = key
    }

    /// The key of an event, worked out from its payload; nil where nothing supersedes it and it supersedes nothing.
    package init?(of event: Event) {
        guard var reader = VersionKeyReader(type: event.type, userID: event.userID) else { return nil }
        let key = withTrustedJSON(event.payload) { root in
            reader.key(EventContent(root), payloadSize: event.payload.count)
        }
        guard let key else { return nil }
        self = key
    }
}
