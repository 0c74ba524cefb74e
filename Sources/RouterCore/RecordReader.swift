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
        let values = Array(data.elements.prefix(Self.maxRecords + 1))
        guard !values.isEmpty else { return [wholeEvent()] }
        guard values.count == 1 || Self.fits(values.count, dataSize: data.range.count, payloadSize: event.payload.count)
        else {
            for value in data.elements { try visit(0, DataElement(value)) }
            return [wholeEvent()]
        }
        var records: [Record] = []
        records.reserveCapacity(values.count)
        for (index, value) in values.enumerated() {
            let element = DataElement(value)
            records.append(record(element, index: index, of: values.count, in: data))
            try visit(index, element)
        }
        return records
    }

    /// Whether the documents of so many elements stay within the limits; sizes in bytes.
    static func fits(_ count: Int, dataSize: Int, payloadSize: Int) -> Bool {
        guard count <= maxRecords else { return false }
        return (payloadSize - dataSize) * count + dataSize <= maxDocumentBytes
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
        return text.withUTF8 { Self.localDate($0) }
    }

    /// The same of a value in the text, without a copy of the whole string.
    static func localDate(_ startTime: JSONValue) -> String? {
        if startTime.isUnstorableString { return nil }
        return startTime.withStringBytes { localDate($0) }.flatMap(\.self)
    }

    private static func localDate(_ startTime: UnsafeBufferPointer<UInt8>) -> String? {
        var reader = TimeTextReader(startTime)
        guard reader.date() != nil else { return nil }
        return String(decoding: startTime.prefix(10), as: UTF8.self)
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
