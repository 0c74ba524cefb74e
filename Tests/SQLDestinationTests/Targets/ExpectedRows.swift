import RouterCore
import SQLTables
import TestSupport

/// What the tables must hold of events, whatever batches they came in: the rows of one batch that holds them all.
struct ExpectedRows {
    private let rows: TableRows

    init(_ events: [SampleEvent]) { rows = TableRows(Batch(events.map(\.event))) }

    func of(_ table: SQLTable) -> Set<[String?]> {
        switch table {
        case .users: Set(rows.users.map(columns))
        case .dataPayloads: Set(rows.dataPayloads.map(columns))
        case .otherPayloads: Set(rows.otherPayloads.map(columns))
        case .samples: Set((rows.samples + rows.floatingSamples).map(columns))
        }
    }

    static func text(_ number: Double) -> String {
        number == number.rounded() ? String(Int(number)) : "\(number)"
    }

    private func columns(_ row: UserRow) -> [String?] {
        [
            row.userID, row.referenceID, row.provider, row.grantedScopes, row.createdAt?.instantText,
            row.createdAtText, row.ordering.map(String.init), row.state, row.replacedBy,
            row.stateOrdering.map(String.init),
        ]
    }

    private func columns(_ row: DataPayloadRow) -> [String?] {
        [
            row.userID, row.dataType, row.recordKey, row.referenceID, row.provider, row.start?.instantText,
            row.start?.localText, row.start?.offsetSeconds.map(String.init), row.end?.instantText, row.end?.localText,
            row.end?.offsetSeconds.map(String.init), instant(row.receivedAt), String(row.ordering), row.eventID,
            String(decoding: row.payload, as: UTF8.self),
        ]
    }

    private func columns(_ row: OtherPayloadRow) -> [String?] {
        [
            row.eventID, row.userID, row.eventType, row.referenceID, row.terraReference, instant(row.receivedAt),
            String(row.ordering), String(decoding: row.payload, as: UTF8.self),
        ]
    }

    private func columns(_ row: SampleRow) -> [String?] {
        [
            rows.sampleUsers[row.user], row.time.instantText, row.time.localText,
            row.time.offsetSeconds.map(String.init), row.milligramsPerDeciliter.map(Self.text),
            row.flag.map(String.init), row.trend.map(String.init), String(row.ordering),
        ]
    }

    private func instant(_ milliseconds: Int64) -> String? {
        SampleTime(localMicroseconds: milliseconds * 1000, offsetSeconds: 0).instantText
    }
}
