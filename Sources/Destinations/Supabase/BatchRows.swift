import RouterCore
import SQLTables

/// What a batch means for the tables and the bucket.
struct BatchRows: Sendable {
    let rows: TableRows
    /// The objects of `rows.dataPayloads`, in their order.
    let data: [PayloadObject]
    /// The objects of `rows.otherPayloads`, in their order.
    let other: [PayloadObject]

    init(_ batch: Batch) {
        rows = TableRows(batch)
        data = rows.dataPayloads.map { PayloadObject($0) }
        other = rows.otherPayloads.map { PayloadObject($0) }
    }
}
