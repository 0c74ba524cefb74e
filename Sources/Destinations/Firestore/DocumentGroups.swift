import RouterCore

/// The documents that a batch calls for, in groups that fit into one request. Encoded group by group: one batch may hold
/// many records, and their encodings are larger than they are.
struct DocumentGroups: Sequence, IteratorProtocol {
    /// Writes in a request: as many as Firestore takes.
    private static let maximumCount = 500
    /// Bytes of JSON in a request, of the 10 MiB that Firestore takes.
    private static let maximumSize = 8 << 20

    private var waiting: ArraySlice<ObjectDocument>
    /// One that was encoded and did not fit into the last group.
    private var kept: FirestoreDocument?

    init(_ batch: Batch, _ paths: DocumentPaths) {
        waiting = ObjectDocument.documents(of: batch, template: paths.template)[...]
    }

    /// The events of the documents that are in no group yet.
    var remainingEvents: [Int] { (kept?.events ?? []) + waiting.flatMap(\.events) }

    mutating func next() -> [FirestoreDocument]? {
        var group: [FirestoreDocument] = []
        var places: [String: Int] = [:]
        var size = 0
        while group.count < Self.maximumCount, let document = kept ?? waiting.popFirst().map(FirestoreDocument.init) {
            kept = nil
            if document.alternativePath != nil {
                // The same event twice is one document.
                let name = "\(document.path)\n\(document.identity)"
                if let place = places[name] {
                    group[place].events += document.events
                    continue
                }
                places[name] = group.count
            }
            size += document.fields.count
            guard group.isEmpty || size <= Self.maximumSize else {
                kept = document
                break
            }
            group.append(document)
        }
        return group.isEmpty ? nil : group
    }
}
