import Crypto
internal import RouterCore
import SQLTables

/// The values of each table's row, in the order of the columns of its `UpsertStatement`.
extension SQLText {
    mutating func row(_ row: UserRow) {
        tuple { text in
            text.text(row.userID)
            text.next()
            text.text(row.referenceID)
            text.next()
            text.text(row.provider)
            text.next()
            text.text(row.grantedScopes)
            text.next()
            text.time(row.createdAt?.unixMicroseconds)
            text.next()
            text.text(row.createdAtText)
            text.next()
            text.integer(row.ordering)
            text.next()
            text.text(row.state)
            text.next()
            text.text(row.replacedBy)
            text.next()
            text.integer(row.stateOrdering)
        }
    }

    mutating func row(_ row: DataPayloadRow) {
        tuple { text in
            text.text(row.userID)
            text.next()
            text.text(row.dataType)
            text.next()
            text.text(Self.storedKey(row.recordKey))
            text.next()
            text.text(row.referenceID)
            text.next()
            text.text(row.provider)
            text.next()
            text.span(row.start)
            text.next()
            text.span(row.end)
            text.next()
            text.time(row.receivedAt * 1000)
            text.next()
            text.integer(row.ordering)
            text.next()
            text.text(row.eventID)
            text.next()
            text.blob(row.payload)
        }
    }

    mutating func row(_ row: OtherPayloadRow) {
        tuple { text in
            text.text(row.eventID)
            text.next()
            text.text(row.userID)
            text.next()
            text.text(row.eventType)
            text.next()
            text.text(row.referenceID)
            text.next()
            text.text(row.terraReference)
            text.next()
            text.time(row.receivedAt * 1000)
            text.next()
            text.integer(row.ordering)
            text.next()
            text.blob(row.payload)
        }
    }

    /// `user` is the literal of the row's user.
    mutating func row(_ row: SampleRow, user: [UInt8]) {
        tuple { text in
            text.raw(user)
            text.next()
            text.time(row.time.unixMicroseconds ?? row.time.localMicroseconds)
            text.next()
            text.raw(UInt8(ascii: row.time.offsetSeconds == nil ? "0" : "1"))
            text.next()
            text.time(row.time.localMicroseconds)
            text.next()
            text.integer(row.time.offsetSeconds)
            text.next()
            text.double(row.milligramsPerDeciliter)
            text.next()
            text.integer(row.flag)
            text.next()
            text.integer(row.trend)
            text.next()
            text.integer(row.ordering)
        }
    }

    /// A record's key as the column holds it: one that is too long for the index by its SHA-256, which tells it from
    /// all others as well.
    static func storedKey(_ key: String) -> String {
        guard key.utf8.count > MySQLTables.recordKeyLength else { return key }
        let hexadecimal = SHA256.hash(data: Array(key.utf8)).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        return "sha256:" + hexadecimal.joined()
    }

    private mutating func tuple(_ values: (inout SQLText) -> Void) {
        raw(UInt8(ascii: "("))
        values(&self)
        raw(UInt8(ascii: ")"))
    }

    private mutating func next() { raw(UInt8(ascii: ",")) }

    /// Instant, wall clock and offset.
    private mutating func span(_ time: SampleTime?) {
        self.time(time?.unixMicroseconds)
        next()
        self.time(time?.localMicroseconds)
        next()
        integer(time?.offsetSeconds)
    }
}
