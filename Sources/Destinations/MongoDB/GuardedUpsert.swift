/// The upsert of one document: it replaces what its filter finds, and otherwise makes a new one, which fails where the
/// `_id` is taken by a document that the filter does not find.
struct GuardedUpsert {
    let filter: [UInt8]
    let document: [UInt8]

    init(_ document: StoredDocument, _ attempt: WriteAttempt) {
        switch document.guarded {
        case .ordering(let ordering):
            self.document = DocumentContent(document, id: document.id).bytes
            filter = BSONWriter.document { filter in
                document.id.write(&filter)
                // Also finds documents without an ordering, which are older than all that have one.
                filter.document("_distributary.ordering") { condition in
                    condition.document("$not") { $0.int64("$gt", ordering) }
                }
            }
        case .identity(let identity):
            let id = attempt == .last ? document.id.naming(identity) : document.id
            self.document = DocumentContent(document, id: id).bytes
            filter = BSONWriter.document { filter in
                id.write(&filter)
                filter.string("_distributary.key", identity)
            }
        }
    }
}
