import Crypto
import Foundation
import RouterCore
import SQLTables

/// One version of a payload as an object in the bucket.
struct PayloadObject: Sendable {
    /// A UUID that stands for record, ordering and content: the same version sent again is the same object.
    let payloadID: String
    /// `{type}/{payload_id}.json`, where Terra's readers look for it.
    let name: String
    let content: Payload
    /// The position of its event in the batch.
    let event: Int

    init(_ row: DataPayloadRow) {
        self.init(
            type: row.dataType,
            identity: [row.userID, row.dataType, row.recordKey, String(row.ordering)],
            content: row.payload,
            event: row.event
        )
    }

    init(_ row: OtherPayloadRow) {
        // An event is written once, whatever later copies of it say.
        self.init(
            type: row.eventType,
            identity: [row.eventID],
            content: row.payload,
            isPartOfIdentity: false,
            event: row.event
        )
    }

    private init(type: String, identity: [String], content: Payload, isPartOfIdentity: Bool = true, event: Int) {
        payloadID = Self.uuid(identity, isPartOfIdentity ? content : [])
        name = "\(Self.folder(type))/\(payloadID).json"
        self.content = content
        self.event = event
    }

    /// Of the SHA-256, marked as a UUID of the form that applications define (RFC 9562, version 8).
    private static func uuid(_ identity: [String], _ content: Payload) -> String {
        var hash = SHA256()
        for text in identity {
            hash.update(data: Array(text.utf8))
            hash.update(data: [0])
        }
        content.withUnsafeBytes { hash.update(bufferPointer: $0) }
        var bytes = Array(hash.finalize().prefix(16))
        bytes[6] = bytes[6] & 0x0f | 0x80
        bytes[8] = bytes[8] & 0x3f | 0x80
        let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { part in
            String(Array(digits)[part])
        }
        return parts.joined(separator: "-")
    }

    /// Storage takes few characters in a name; those that Terra's types are made of stay as they are.
    private static func folder(_ type: String) -> String {
        let isPlain = type.utf8.allSatisfy {
            $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") || UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0
                || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
        }
        if isPlain, (1...100).contains(type.utf8.count) { return type }
        let digest = SHA256.hash(data: Data(type.utf8)).prefix(8)
        return "type-" + digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
