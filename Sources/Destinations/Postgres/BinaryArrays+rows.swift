internal import RouterCore
import SQLTables

/// The columns of each table, in the order of the parameters in `TableStatements`.
extension BinaryArrays {
    static func users(_ rows: [UserRow]) -> BinaryArrays {
        var arrays = BinaryArrays(capacity: rows.count * 256 + 512)
        arrays.append(.text, rows) { $1.text($0.userID) }
        arrays.append(.text, rows) { $1.text($0.referenceID) }
        arrays.append(.text, rows) { $1.text($0.provider) }
        arrays.append(.text, rows) { $1.text($0.grantedScopes) }
        arrays.append(.timestamptz, rows) { $1.time($0.createdAt?.unixMicroseconds) }
        arrays.append(.text, rows) { $1.text($0.createdAtText) }
        arrays.append(.int8, rows) { $1.integer($0.ordering) }
        arrays.append(.text, rows) { $1.text($0.state) }
        arrays.append(.text, rows) { $1.text($0.replacedBy) }
        arrays.append(.int8, rows) { $1.integer($0.stateOrdering) }
        return arrays
    }

    static func dataPayloads(_ rows: [DataPayloadRow]) -> BinaryArrays {
        let payloadBytes = rows.reduce(0) { $0 + $1.payload.count }
        var arrays = BinaryArrays(capacity: payloadBytes + rows.count * 384 + 512)
        arrays.append(.text, rows) { $1.text($0.userID) }
        arrays.append(.text, rows) { $1.text($0.dataType) }
        arrays.append(.text, rows) { $1.text($0.recordKey) }
        arrays.append(.text, rows) { $1.text($0.referenceID) }
        arrays.append(.text, rows) { $1.text($0.provider) }
        arrays.append(.timestamptz, rows) { $1.time($0.start?.unixMicroseconds) }
        arrays.append(.timestamp, rows) { $1.time($0.start?.localMicroseconds) }
        arrays.append(.int4, rows) { $1.integer($0.start?.offsetSeconds.map(Int32.init)) }
        arrays.append(.timestamptz, rows) { $1.time($0.end?.unixMicroseconds) }
        arrays.append(.timestamp, rows) { $1.time($0.end?.localMicroseconds) }
        arrays.append(.int4, rows) { $1.integer($0.end?.offsetSeconds.map(Int32.init)) }
        arrays.append(.timestamptz, rows) { $1.time(milliseconds: $0.receivedAt) }
        arrays.append(.int8, rows) { $1.integer($0.ordering) }
        arrays.append(.text, rows) { $1.text($0.eventID) }
        arrays.append(.json, rows) { $1.blob($0.payload) }
        return arrays
    }

    static func otherPayloads(_ rows: [OtherPayloadRow]) -> BinaryArrays {
        let payloadBytes = rows.reduce(0) { $0 + $1.payload.count }
        var arrays = BinaryArrays(capacity: payloadBytes + rows.count * 320 + 512)
        arrays.append(.text, rows) { $1.text($0.eventID) }
        arrays.append(.text, rows) { $1.text($0.userID) }
        arrays.append(.text, rows) { $1.text($0.eventType) }
        arrays.append(.text, rows) { $1.text($0.referenceID) }
        arrays.append(.text, rows) { $1.text($0.terraReference) }
        arrays.append(.timestamptz, rows) { $1.time(milliseconds: $0.receivedAt) }
        arrays.append(.int8, rows) { $1.integer($0.ordering) }
        arrays.append(.json, rows) { $1.blob($0.payload) }
        return arrays
    }

    static func samples(_ rows: [SampleRow], users: [String]) -> BinaryArrays {
        var arrays = BinaryArrays(capacity: rows.count * 120 + 512)
        arrays.append(.text, rows) { $1.text(users[$0.user]) }
        arrays.append(.timestamptz, rows) { $1.time($0.time.unixMicroseconds) }
        arrays.append(.timestamp, rows) { $1.time($0.time.localMicroseconds) }
        arrays.append(.int4, rows) { $1.integer($0.time.offsetSeconds.map(Int32.init)) }
        arrays.append(.float8, rows) { $1.double($0.milligramsPerDeciliter) }
        arrays.append(.int2, rows) { $1.integer($0.flag) }
        arrays.append(.int2, rows) { $1.integer($0.trend) }
        arrays.append(.int8, rows) { $1.integer($0.ordering) }
        return arrays
    }
}
