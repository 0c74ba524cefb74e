import JSONScanner
internal import RouterCore

/// The BSON of a document.
///
/// A record of data is its element of `data` (or the athlete) inline with `user` beside it, as Terra's own destination
/// writes it; any other event is itself. What that leaves out is in `_distributary`: the ordering that guards upserts,
/// the event's identity, the natural key, and of a record of data the rest of its event in `event`. Where BSON could not
/// hold everything as it came, `source` has the bytes of the event, so that nothing is lost.
struct DocumentContent {
    /// In bytes, of a document: MongoDB's limit, which is the same on every server.
    static let maxLength = 16 << 20

    private static let bookkeeping = "_distributary"

    let bytes: [UInt8]

    init(_ document: StoredDocument, id: DocumentID) {
        let record = document.record
        let event = document.event
        var writer = BSONWriter()
        let start = writer.begin()
        id.write(&writer)
        let (isExact, envelope) = Self.write(record, &writer)
        writer.document("_distributary") { writer in
            writer.int64("ordering", event.ordering)
            writer.string("event_id", event.id)
            writer.string("type", record.key.type)
            writer.string("key", record.key.value)
            writer.date("received_at", milliseconds: event.receivedAt)
            if let envelope { writer.raw(.document, "event", envelope) }
            if !isExact { writer.binary("source", record.document) }
        }
        writer.end(start)
        bytes = writer.bytes
    }

    /// Writes the record's members; returns whether they are what was written, and the rest of the event.
    private static func write(_ record: Record, _ writer: inout BSONWriter) -> (isExact: Bool, envelope: [UInt8]?) {
        guard let item = record.item, item.first == UInt8(ascii: "{") else {
            let isExact = writeMembers(of: record.document, &writer) { isReserved($0) }
            return (isExact, nil)
        }
        var isExact = writeMembers(of: item, &writer) { isReserved($0) || $0 == "user" }
        return withTrustedJSON(record.document) { root in
            var encoder = BSONEncoder(record.document, into: writer)
            if let user = root["user"] { encoder.value(user, name: "user".utf8, depth: 1) }
            writer = encoder.writer
            var envelope = BSONEncoder(record.document)
            let start = envelope.writer.begin()
            envelope.members(of: root, depth: 3) { $0 == "user" || $0 == "data" || $0 == "athlete" }
            envelope.writer.end(start)
            isExact = isExact && encoder.isExact && envelope.isExact
            return (isExact, envelope.writer.bytes)
        }
    }

    private static func writeMembers(
        of object: Payload,
        _ writer: inout BSONWriter,
        leavingOut isLeftOut: (JSONKey) -> Bool
    ) -> Bool {
        withTrustedJSON(object) { root in
            var encoder = BSONEncoder(object, into: writer)
            var hasLeftOut = false
            encoder.members(of: root, depth: 1) { key in
                guard isLeftOut(key) else { return false }
                hasLeftOut = true
                return true
            }
            writer = encoder.writer
            return encoder.isExact && !hasLeftOut
        }
    }

    /// Names that are ours, or that MongoDB does not take at the top of a document that replaces another.
    private static func isReserved(_ key: JSONKey) -> Bool {
        key == "_id" || key == "_distributary" || key.withBytes { $0.first == UInt8(ascii: "$") }
    }
}
