internal import RouterCore

/// What a batch means for the collections: at most one document an `_id`, the newest version that the batch holds.
struct DocumentBatch {
    /// In the order of the batch.
    private(set) var documents: [StoredDocument] = []

    init(_ batch: Batch, key: DayKey) {
        var positions: [[UInt8]: Int] = [:]
        for (position, event) in batch.events.enumerated() {
            for record in event.records() {
                let document = StoredDocument(record, of: event, at: position, key: key)
                guard case .ordering = document.guarded else {
                    documents.append(document)
                    continue
                }
                let name = Array(document.collection.utf8) + [0] + document.id.bytes
                guard let known = positions[name] else {
                    positions[name] = documents.count
                    documents.append(document)
                    continue
                }
                if document.ordering >= documents[known].ordering {
                    documents[known] = document.superseding(documents[known])
                } else {
                    documents[known].settle(document)
                }
            }
        }
    }

    /// The positions of the documents of each collection.
    var collections: [(name: String, documents: [Int])] {
        var order: [String] = []
        var members: [String: [Int]] = [:]
        for (index, document) in documents.enumerated() {
            if members[document.collection] == nil { order.append(document.collection) }
            members[document.collection, default: []].append(index)
        }
        return order.map { ($0, members[$0] ?? []) }
    }
}
