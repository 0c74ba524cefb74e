/// One object of the layout `documents`: a record's newest version among those of a batch.
package struct ObjectDocument: Sendable, Hashable {
    private static let maximumIdentityLength = 256

    package let key: String
    /// Where the record's natural key is its identity: the key to use if another record has `key` already, so that
    /// nothing overwrites anything. Nil where the newer version overwrites.
    package let alternativeKey: String?
    /// What tells this version from others, to be kept with the object: the event's id, with the record's position where
    /// that is its natural key. Plain ASCII without spaces, at most 256 bytes: what is not is replaced by a hash.
    package private(set) var identity: String
    /// Which version is newer: larger is; unix milliseconds.
    package private(set) var ordering: Int64
    package private(set) var content: Payload
    /// The position in the batch of the event that the content is from.
    package private(set) var source: Int
    /// What tells the record from others of that event: its identity, with the record's position where there are several.
    package private(set) var id: String
    /// The positions in the batch of the events that are settled with it: its own, and those it supersedes.
    package private(set) var events: [Int]

    /// The documents of a batch, in its order; of versions under one key only the newest, of equal ones the last.
    package static func documents(
        of batch: Batch,
        template: ObjectKeyTemplate,
        suffix: String = ""
    ) -> [ObjectDocument] {
        documents(of: batch, suffix: suffix) { _ in template }
    }

    /// As the other, with a template that may differ from record to record.
    package static func documents(
        of batch: Batch,
        suffix: String = "",
        template: (Record) -> ObjectKeyTemplate
    ) -> [ObjectDocument] {
        var documents: [ObjectDocument] = []
        var positions: [String: Int] = [:]
        for (position, event) in batch.events.enumerated() {
            let records = event.records()
            for (index, record) in records.enumerated() {
                let key = template(record).key(for: record, at: index, of: records.count, in: event, suffix: suffix)
                let id = records.count == 1 ? event.id : "\(event.id)#\(index)"
                let isUnique = record.key.value == event.id || record.key.value == id
                if !isUnique, let known = positions[key] {
                    documents[known].supersede(by: event, at: position, content: record.document, id: id)
                    continue
                }
                if !isUnique { positions[key] = documents.count }
                documents.append(
                    ObjectDocument(
                        key: key,
                        alternativeKey: isUnique ? alternative(to: key, for: record.key.value, suffix: suffix) : nil,
                        identity: identity(isUnique ? record.key.value : event.id),
                        ordering: event.ordering,
                        content: record.document,
                        source: position,
                        id: id,
                        events: [position]
                    )
                )
            }
        }
        return documents
    }

    private mutating func supersede(by event: Event, at position: Int, content newContent: Payload, id newID: String) {
        if events.last != position { events.append(position) }
        guard event.ordering >= ordering else { return }
        identity = Self.identity(event.id)
        ordering = event.ordering
        content = newContent
        source = position
        id = newID
    }

    private static func identity(_ text: String) -> String {
        let isPlain = text.utf8.count <= maximumIdentityLength && text.utf8.allSatisfy { (0x21...0x7e).contains($0) }
        return isPlain ? text : "sha256-" + StableHash.hexadecimal([text], digits: 64)
    }

    /// `key` with a hash of the identity before its extensions.
    private static func alternative(to key: String, for identity: String, suffix: String) -> String {
        let folder = key.lastIndex(of: "/").map { key[...$0] } ?? ""
        let name = String(key.dropFirst(folder.count).dropLast(suffix.count))
        let dot = name.lastIndex(of: ".") ?? name.endIndex
        let hash = StableHash.hexadecimal([identity], digits: 16)
        let segment = "\(name[..<dot])-\(hash)\(name[dot...])"
        return folder + ObjectPath.segment(segment, suffixLength: suffix.utf8.count) + suffix
    }
}
