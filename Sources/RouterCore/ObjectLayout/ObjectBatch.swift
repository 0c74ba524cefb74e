/// One object of the layout `batches`: the events of one type and hour of a batch, line by line.
package struct ObjectBatch: Sendable, Hashable {
    /// `{type}/{date}/{hour}/{hash of the events' ids}` and an extension: the same events in the same order have the same key.
    package let key: String
    /// The positions in the batch of its events, in order.
    package let events: [Int]

    /// Splits a batch by type and by the hour of receipt, in UTC; `suffix`, such as `.gz`, is appended to the keys. An
    /// event at a position that is not `included` goes into none.
    package static func objects(
        of batch: Batch,
        fileExtension: String = ".ndjson",
        suffix: String = "",
        including isIncluded: (Int) -> Bool = { _ in true }
    ) -> [ObjectBatch] {
        var folders: [String] = []
        var members: [String: [Int]] = [:]
        for (position, event) in batch.events.enumerated() where isIncluded(position) {
            let time = SampleTime(localMicroseconds: event.receivedAt * 1000, offsetSeconds: 0).localText
            let type = ObjectPath.segment(ObjectPath.encoded(event.type), suffixLength: 0)
            let folder = "\(type)/\(time.prefix(10))/\(time.dropFirst(11).prefix(2))"
            if members[folder] == nil { folders.append(folder) }
            members[folder, default: []].append(position)
        }
        return folders.map { folder in
            let events = members[folder] ?? []
            let id = StableHash.hexadecimal(events.lazy.map { batch.events[$0].id }, digits: 32)
            return ObjectBatch(key: "\(folder)/\(id)\(fileExtension)\(suffix)", events: events)
        }
    }
}
