import JSONWriter
import RouterCore
import SQLTables

/// The body of a call of `distributary_write`: the rows of a batch, each table as one object of arrays.
struct WriteArguments {
    /// No rows: a call that shows whether all is there.
    static let nothing = WriteArguments(BatchRows(Batch([])), removed: [])

    let json: [UInt8]

    /// `removed`: objects that are deleted and need not be named again.
    init(_ batch: BatchRows, removed: [String]) {
        let rows = batch.rows
        let samples = rows.samples.count + rows.floatingSamples.count
        var text = JSONText(capacity: 512 + samples * 110 + rows.dataPayloads.count * 500)
        text.raw("{\"users\":{")
        Self.write(rows.users, to: &text)
        text.raw("},\"data_payloads\":{")
        Self.write(rows.dataPayloads, batch.data, to: &text)
        text.raw("},\"misc_payloads\":{")
        Self.write(rows.otherPayloads, batch.other, to: &text)
        text.raw("},\"samples\":{")
        Self.write(rows.samples, rows.sampleUsers, to: &text)
        text.raw("},\"samples_without_offset\":{")
        Self.write(rows.floatingSamples, rows.sampleUsers, to: &text)
        text.raw("},\"removed\":[")
        for (index, name) in removed.enumerated() {
            if index > 0 { text.raw(",") }
            text.string(name)
        }
        text.raw("]}")
        json = text.bytes
    }

    private static func write(_ rows: [UserRow], to text: inout JSONText) {
        text.column("user_id", rows) { $0.string($1.userID) }
        text.column("reference_id", rows) { $0.string($1.referenceID) }
        text.column("provider", rows) { $0.string($1.provider) }
        text.column("granted_scopes", rows) { $0.string($1.grantedScopes) }
        text.column("created_at", rows) { $0.string($1.createdAt?.instantText) }
        text.column("created_at_text", rows) { $0.string($1.createdAtText) }
        text.column("ordering", rows) { $0.number($1.ordering) }
        text.column("state", rows) { $0.string($1.state) }
        text.column("replaced_by", rows) { $0.string($1.replacedBy) }
        text.column("state_ordering", rows) { $0.number($1.stateOrdering) }
    }

    private static func write(_ rows: [DataPayloadRow], _ objects: [PayloadObject], to text: inout JSONText) {
        text.column("payload_id", objects) { $0.string($1.payloadID) }
        text.column("object_name", objects) { $0.string($1.name) }
        text.column("user_id", rows) { $0.string($1.userID.isEmpty ? nil : $1.userID) }
        text.column("data_type", rows) { $0.string($1.dataType) }
        text.column("record_key", rows) { $0.string($1.recordKey) }
        text.column("reference_id", rows) { $0.string($1.referenceID) }
        text.column("provider", rows) { $0.string($1.provider) }
        text.column("created_at", rows) { $0.string(instant($1.receivedAt)) }
        text.column("start_time", rows) { $0.string($1.start?.instantText) }
        text.column("start_time_local", rows) { $0.string($1.start?.localText) }
        text.column("start_utc_offset_seconds", rows) { $0.number($1.start?.offsetSeconds) }
        text.column("end_time", rows) { $0.string($1.end?.instantText) }
        text.column("end_time_local", rows) { $0.string($1.end?.localText) }
        text.column("end_utc_offset_seconds", rows) { $0.number($1.end?.offsetSeconds) }
        text.column("ordering", rows) { $0.number($1.ordering) }
        text.column("event_id", rows) { $0.string($1.eventID) }
    }

    private static func write(_ rows: [OtherPayloadRow], _ objects: [PayloadObject], to text: inout JSONText) {
        text.column("payload_id", objects) { $0.string($1.payloadID) }
        text.column("object_name", objects) { $0.string($1.name) }
        text.column("user_id", rows) { $0.string($1.userID) }
        text.column("data_type", rows) { text, _ in text.raw("null") }
        text.column("payload_type", rows) { $0.string($1.eventType) }
        text.column("reference_id", rows) { $0.string($1.referenceID) }
        text.column("terra_reference", rows) { $0.string($1.terraReference) }
        text.column("created_at", rows) { $0.string(instant($1.receivedAt)) }
        text.column("ordering", rows) { $0.number($1.ordering) }
        text.column("event_id", rows) { $0.string($1.eventID) }
    }

    private static func write(_ rows: [SampleRow], _ users: [String], to text: inout JSONText) {
        text.column("user_id", rows) { $0.string(users[$1.user]) }
        text.column("recorded_at", rows) { $0.string($1.time.instantText) }
        text.column("local_time", rows) { $0.string($1.time.localText) }
        text.column("utc_offset_seconds", rows) { $0.number($1.time.offsetSeconds) }
        text.column("glucose_mg_per_dl", rows) { $0.number($1.milligramsPerDeciliter) }
        text.column("glucose_level_flag", rows) { $0.number($1.flag) }
        text.column("trend_arrow", rows) { $0.number($1.trend) }
        text.column("ordering", rows) { $0.number($1.ordering) }
    }

    /// Unix milliseconds as text, in UTC.
    private static func instant(_ milliseconds: Int64) -> String? {
        SampleTime(localMicroseconds: milliseconds * 1000, offsetSeconds: 0).instantText
    }
}
