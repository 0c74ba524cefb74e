internal import AtRest
import Foundation
package import RouterCore

/// An event as bytes: the record of the journal's segments, and the form in which events are kept elsewhere.
///
/// All integers are little-endian.
///
///      0  u32  marker 0x9E1D57B5
///      4  u32  CRC32C of bytes 8..<72
///      8  u32  size of the body
///     12  u32  CRC32C of the body
///     16  u64  sequence
///     24  i64  receive time, unix milliseconds
///     32  i64  ordering
///     40  u64  destinations, a bit each
///     48  u32  size of: id, 52 type, 56 user id, 60 reference id, 64 provider, 68 reference; 0xFFFFFFFF for nil
///     72       the body: those strings in UTF-8, then the payload
///
/// The header has a checksum of its own, for two reasons. Where only a body is damaged, its length and sequence can
/// still be trusted: exactly that record is lost. And where a header is damaged, the search for the next record costs
/// one short checksum a candidate, whatever a payload may hold.
///
/// Both checksums are seeded with the segment's salt, a random number that no sender of events knows, so that a record
/// planted in a payload, or left by a file that lived in the same blocks before, is not taken for one of the segment's.
/// Outside of segments the salt is 0.
///
/// In an encrypted segment the body is nonce, ciphertext and tag of AES-256-GCM, 28 bytes longer than what it hides, and
/// bytes 16..<72 of the header are authenticated with it. The sizes are those of what is hidden; the checksum of the
/// body is that of the bytes on disk, so that damage is found, and walked around, without a key.
package enum RecordCodec {
    /// The size of the encoded event in bytes.
    package static func size(of event: Event) -> Int {
        RecordHeader.size + event.id.utf8.count + event.type.utf8.count + (event.userID?.utf8.count ?? 0)
            + (event.referenceID?.utf8.count ?? 0) + (event.provider?.utf8.count ?? 0)
            + (event.reference?.utf8.count ?? 0) + event.payload.count
    }

    /// Appends the event's record to `bytes`. The event must be smaller than 256 MiB.
    package static func encode(_ event: Event, into bytes: inout [UInt8]) {
        let start = append(event, to: &bytes)
        writeFields(of: event, sequence: event.sequence, into: &bytes, at: start)
        writeChecksums(salt: 0, into: &bytes, at: start)
    }

    /// The event of a record that `encode(_:into:)` made; its payload is a slice of `bytes`.
    package static func decode(_ bytes: ArraySlice<UInt8>) throws(FormatError) -> Event {
        let header = bytes.withUnsafeBytes { RecordHeader($0, at: 0, guardedBy: .none) }
        guard let header, header.recordSize == bytes.count else { throw .damaged }
        let body = bytes.dropFirst(RecordHeader.size)
        guard CRC32C.checksum(body) == header.bodyChecksum else { throw .damaged }
        return event(header, body: body, destinations: header.destinations)
    }

    /// Appends the event's record as it stands in a segment, sealed where the segment is encrypted.
    static func encode(
        _ event: Event,
        sequence: UInt64,
        guardedBy recordGuard: RecordGuard,
        _ nonces: inout NonceSequence,
        into bytes: inout [UInt8]
    ) throws(SealFailure) {
        let start = append(event, to: &bytes)
        writeFields(of: event, sequence: sequence, into: &bytes, at: start)
        if let key = recordGuard.key {
            let body = start + RecordHeader.size
            let known = start + RecordHeader.authenticated.lowerBound
            try key.seal(&bytes, from: body, nonce: try nonces.next(), authenticating: known..<body)
        }
        writeChecksums(salt: recordGuard.salt, into: &bytes, at: start)
    }

    /// The event whose header and checked body these are.
    static func event(_ header: RecordHeader, body: ArraySlice<UInt8>, destinations: DestinationSet) -> Event {
        var start = body.startIndex
        func string(_ size: UInt32) -> String? {
            if size == RecordHeader.noString { return nil }
            defer { start += Int(size) }
            return String(decoding: body[start..<(start + Int(size))], as: UTF8.self)
        }
        let sizes = header.stringSizes
        let id = string(sizes.0) ?? ""
        let type = string(sizes.1) ?? ""
        let userID = string(sizes.2)
        let referenceID = string(sizes.3)
        let provider = string(sizes.4)
        let reference = string(sizes.5)
        return Event(
            sequence: header.sequence,
            id: id,
            type: type,
            userID: userID,
            referenceID: referenceID,
            provider: provider,
            reference: reference,
            receivedAt: header.receivedAt,
            ordering: header.ordering,
            destinations: destinations,
            payload: body[start...]
        )
    }

    /// Appends room for a header and the event's body, and returns where the record starts.
    private static func append(_ event: Event, to bytes: inout [UInt8]) -> Int {
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: RecordHeader.size))
        append(event.id, to: &bytes)
        append(event.type, to: &bytes)
        append(event.userID, to: &bytes)
        append(event.referenceID, to: &bytes)
        append(event.provider, to: &bytes)
        append(event.reference, to: &bytes)
        bytes.append(contentsOf: event.payload)
        return start
    }

    private static func append(_ string: String?, to bytes: inout [UInt8]) {
        guard let string else { return }
        if string.utf8.withContiguousStorageIfAvailable({ bytes.append(contentsOf: $0) }) == nil {
            bytes.append(contentsOf: string.utf8)
        }
    }

    /// Writes what says what the record is, into the header that begins at `start`.
    private static func writeFields(of event: Event, sequence: UInt64, into bytes: inout [UInt8], at start: Int) {
        bytes.withUnsafeMutableBytes { bytes in
            func store<T: FixedWidthInteger>(_ value: T, at offset: Int) {
                bytes.storeBytes(of: value.littleEndian, toByteOffset: start + offset, as: T.self)
            }
            func store(sizeOf string: String?, at offset: Int) {
                store(string.map { UInt32($0.utf8.count) } ?? RecordHeader.noString, at: offset)
            }
            store(sequence, at: 16)
            store(event.receivedAt, at: 24)
            store(event.ordering, at: 32)
            store(event.destinations.rawValue, at: 40)
            store(sizeOf: event.id, at: 48)
            store(sizeOf: event.type, at: 52)
            store(sizeOf: event.userID, at: 56)
            store(sizeOf: event.referenceID, at: 60)
            store(sizeOf: event.provider, at: 64)
            store(sizeOf: event.reference, at: 68)
        }
    }

    /// Completes the header that begins at `start` with what depends on the body as it is written.
    private static func writeChecksums(salt: UInt32, into bytes: inout [UInt8], at start: Int) {
        bytes.withUnsafeMutableBytes { bytes in
            let record = UnsafeMutableRawBufferPointer(rebasing: bytes[start...])
            func store(_ value: UInt32, at offset: Int) {
                record.storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt32.self)
            }
            let body = UnsafeRawBufferPointer(rebasing: record[RecordHeader.size...])
            store(UInt32(body.count), at: 8)
            store(CRC32C.checksum(body, seed: salt), at: 12)
            let guarded = UnsafeRawBufferPointer(rebasing: record[8..<RecordHeader.size])
            store(CRC32C.checksum(guarded, seed: salt), at: 4)
            store(RecordHeader.marker, at: 0)
        }
    }
}
