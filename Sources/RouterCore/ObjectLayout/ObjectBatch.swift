/// One object of the layout `batches`: the events of one type and hour of a batch, as NDJSON.
package struct ObjectBatch: Sendable, Hashable {
    /// `{type}/{date}/{hour}/{hash of the events' ids}.ndjson`: the same events in the same order have the same key.
    package let key: String
    /// The positions in the batch of its events, in order.
    package let events: [Int]

    /// Splits a batch by type and by the hour of receipt, in UTC; `suffix`, such as `.gz`, is appended to the keys.
    package static func objects(of batch: Batch, suffix: String = "") -> [ObjectBatch] {
        var folders: [String] = []
        var members: [String: [Int]] = [:]
        for (position, event) in batch.events.enumerated() {
            let time = SampleTime(localMicroseconds: event.receivedAt * 1000, offsetSeconds: 0).localText
            let type = ObjectPath.segment(ObjectPath.encoded(event.type), suffixLength: 0)
            let folder = "\(type)/\(time.prefix(10))/\(time.dropFirst(11).prefix(2))"
            if members[folder] == nil { folders.append(folder) }
            members[folder, default: []].append(position)
        }
        return folders.map { folder in
            let events = members[folder] ?? []
            let id = StableHash.hexadecimal(events.lazy.map { batch.events[$0].id }, digits: 32)
            return ObjectBatch(key: "\(folder)/\(id).ndjson\(suffix)", events: events)
        }
    }

    /// The content: one event a line. Line breaks between tokens become spaces, which mean the same in JSON; inside
    /// strings there can be none.
    package func content(of batch: Batch) -> [UInt8] {
        var content: [UInt8] = []
        content.reserveCapacity(events.reduce(0) { $0 + batch.events[$1].payload.count + 1 })
        for position in events {
            let payload = batch.events[position].payload
            if payload.contains(where: Self.isLineBreak) {
                content.append(contentsOf: payload.map { Self.isLineBreak($0) ? UInt8(ascii: " ") : $0 })
            } else {
                content.append(contentsOf: payload)
            }
            content.append(UInt8(ascii: "\n"))
        }
        return content
    }

    private static func isLineBreak(_ byte: UInt8) -> Bool { byte == 0x0a || byte == 0x0d }
}
