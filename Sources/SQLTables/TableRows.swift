package import RouterCore

/// What a batch means for the SQL tables: at most one row a key, each the newest version that the batch holds of it,
/// each table in the order of its key. The order keeps concurrent transactions from locking rows crosswise.
///
/// Newer is the larger `ordering`; of equal ones the later in the batch. Readings of events that name no user are kept
/// in the payload only: under an empty user they would overwrite one another.
package struct TableRows: Sendable {
    /// By user id.
    package let users: [UserRow]
    /// By user id, data type, record key.
    package let dataPayloads: [DataPayloadRow]
    /// By event id.
    package let otherPayloads: [OtherPayloadRow]
    /// The user ids that `SampleRow.user` points into.
    package let sampleUsers: [String]
    /// Readings whose instant is known, by user id and instant.
    package let samples: [SampleRow]
    /// Readings without an offset from UTC, by user id and wall clock.
    package let floatingSamples: [SampleRow]

    /// Takes the batch apart. Linear in its bytes but for the sorting of its rows.
    package init(_ batch: Batch) {
        var extraction = TableExtraction()
        for (position, event) in batch.events.enumerated() {
            extraction.add(event, at: position)
        }
        users = extraction.users.sorted { $0.key < $1.key }.map(\.value)
        dataPayloads = extraction.dataPayloads.sorted { $0.key < $1.key }.map(\.value)
        otherPayloads = extraction.otherPayloads.sorted { $0.key < $1.key }.map(\.value)
        sampleUsers = extraction.sampleUsers.map(\.string)
        let userRank = extraction.userRank()
        samples = extraction.samples.newest(userRank: userRank)
        floatingSamples = extraction.floatingSamples.newest(userRank: userRank)
    }
}
