import Delivery
import Foundation
import RouterCore

extension RecordCoding {
    /// TEMPORARY
    static let journal = RecordCoding { event, bytes in
        let fields = [
            event.id, event.type, event.userID ?? "-", String(event.ordering), String(event.receivedAt),
            String(event.sequence),
        ]
        bytes += fields.joined(separator: "\u{1F}").utf8
        bytes.append(0)
        bytes += event.payload
    } decode: { bytes in
        let end = bytes.firstIndex(of: 0)!
        let f = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\u{1F}").map(String.init)
        return Event(
            sequence: UInt64(f[5])!,
            id: f[0],
            type: f[1],
            userID: f[2] == "-" ? nil : f[2],
            referenceID: nil,
            provider: nil,
            reference: nil,
            receivedAt: Int64(f[4])!,
            ordering: Int64(f[3])!,
            destinations: DestinationSet(index: 0),
            payload: bytes[(end + 1)...]
        )
    }
}
