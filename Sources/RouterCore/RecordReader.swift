import JSONScanner

/// Splits one event into its records.
struct RecordReader {
    /// More elements of `data` than this, or more bytes in their documents, and the event stays whole: each document
    /// repeats the event's envelope, which would let a small request fill the memory.
    static let maxRecords = 10_000
    static let maxDocumentBytes = 64 << 20

    private let event: Event
    private let kind: EventKind
    private var data: JSONValue?
    private var athlete: JSONValue?
    private var timestamp: JSONValue?

    init(_ event: Event, _ root: JSONValue) {
        self.event = event
        kind = EventKind(type: event.type)
        guard kind != .other else { return }
        for (key, value) in root.members {
            switch key {
            case "data": data = value
            case "athlete": athlete = value
            case "timestamp": timestamp = value
            default: break
            }
        }
    }

    /// The records; `visit` is called for the elements of `data` that they come from, with the record's index.
    func records<E: Error>(_ visit: (Int, DataElement) throws(E) -> Void) throws(E) -> [Record] {
        switch kind {
        case .other: return [wholeEvent()]
        case .athlete: return [athleteRecord()]
        case .daily, .summary, .plan, .measurement: break
        }
        guard let data, data.kind == .array else { return [eventWithoutData()] }
        var count = 0
        for _ in data.elements { count += 1 }
        guard count > 0 else { return [wholeEvent()] }
        let isSplit = count == 1 || fits(count, data)
        var records: [Record] = isSplit ? [] : [wholeEvent()]
        var index = 0
        for value in data.elements {
            let element = DataElement(value)
            if isSplit { records.append(record(element, index: index, of: count, in: data)) }
            try visit(isSplit ? index : 0, element)
            index += 1
        }
        return records
    }

    /// Whether the documents of so many elements stay within the limits.
    private func fits(_ count: Int, _ data: JSONValue) -> Bool {
        guard count <= Self.maxRecords else { return false }
        let envelope = event.payload.count - data.range.count
        return envelope * count + data.range.count <= Self.maxDocumentBytes
    }

    private func record(_ element: DataElement, index: Int, of count: Int, in data: JSONValue) -> Record {
        let item = element.value.slice(of: event.payload)
        return Record(
            key: key(value(for: element, of: count), orIdentity: count == 1 ? event.id : "\(event.id)#\(index)"),
            isData: true,
            startTime: element.startTime,
            endTime: element.endTime,
            document: count == 1 ? event.payload : splice(item, into: data),
            item: item
        )
    }

    /// What tells the element from others of the user and type; nil if it does not say.
    private func value(for element: DataElement, of count: Int) -> String? {
        switch kind {
        case .daily: element.startTime.flatMap(localDate)
        case .summary: element.summaryID
        case .plan: element.planID
        case .measurement: element.timestamp ?? (count == 1 ? timestamp?.storableString : nil)
        case .athlete, .other: nil
        }
    }

    /// The first ten characters where they are a date, whatever the time's offset.
    private func localDate(_ startTime: String) -> String? {
        var text = startTime
        let isDate = text.withUTF8 { bytes in
            var reader = TimeTextReader(bytes)
            return reader.date() != nil
        }
        return isDate ? String(startTime.prefix(10)) : nil
    }

    private func key(_ value: String?, orIdentity identity: String) -> NaturalKey {
        guard let value, !value.isEmpty, value.utf8.count <= Envelope.maxAttributeLength, event.userID != nil else {
            return NaturalKey(userID: event.userID, type: event.type, value: identity)
        }
        return NaturalKey(userID: event.userID, type: event.type, value: value)
    }

    /// The event's bytes with `data` holding only `item`.
    private func splice(_ item: Payload, into data: JSONValue) -> Payload {
        let array = data.slice(of: event.payload)
        let isClosed = array.last == UInt8(ascii: "]")
        let head = event.payload[..<(array.startIndex + 1)]
        let tail = event.payload[(array.endIndex - (isClosed ? 1 : 0))...]
        var document: [UInt8] = []
        document.reserveCapacity(head.count + item.count + tail.count)
        document += head
        document += item
        document += tail
        return document[...]
    }

    private func athleteRecord() -> Record {
        let value = event.userID == nil ? event.id : ""
        return Record(
            key: NaturalKey(userID: event.userID, type: event.type, value: value),
            isData: true,
            startTime: nil,
            endTime: nil,
            document: event.payload,
            item: athlete?.nonNull?.slice(of: event.payload)
        )
    }

    /// The record of a data event that carries no array: a hormone's measurement lies in the event itself.
    private func eventWithoutData() -> Record {
        let timestamp = kind == .measurement ? timestamp?.storableString : nil
        return wholeEvent(key: key(timestamp, orIdentity: event.id), isData: timestamp != nil)
    }

    private func wholeEvent() -> Record {
        wholeEvent(key: key(nil, orIdentity: event.id), isData: false)
    }

    private func wholeEvent(key: NaturalKey, isData: Bool) -> Record {
        Record(key: key, isData: isData, startTime: nil, endTime: nil, document: event.payload, item: nil)
    }
}
