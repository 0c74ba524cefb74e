import RouterCore

/// One file that a batch calls for.
struct DirectoryFile {
    /// Its path below the root.
    let key: String
    /// The path to take if another record's file is at `key`; nil where the newer version overwrites.
    let alternativeKey: String?
    /// Nil where a file has no versions.
    let ordering: Int64?
    /// The positions in the batch of the events that are settled with it.
    let events: [Int]
    let content: Payload

    static func files(for batch: Batch, _ configuration: DirectoryConfiguration) -> [DirectoryFile] {
        let suffix = configuration.compression.suffix
        switch configuration.layout {
        case .documents:
            return ObjectDocument.documents(of: batch, template: configuration.key, suffix: suffix).map { document in
                DirectoryFile(
                    key: document.key,
                    alternativeKey: document.alternativeKey,
                    ordering: document.ordering,
                    events: document.events,
                    content: document.content
                )
            }
        case .batches:
            return ObjectBatch.objects(of: batch, suffix: suffix).map { object in
                DirectoryFile(
                    key: object.key,
                    alternativeKey: nil,
                    ordering: nil,
                    events: object.events,
                    content: object.content(of: batch)[...]
                )
            }
        }
    }
}
