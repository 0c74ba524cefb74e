import AtRest
import Delivery
import RouterCore

extension RecordCoding {
    struct Damaged: Error {}

    /// Enough of an event to know it again.
    static let test = test(.plain)

    static func test(_ vault: Vault) -> RecordCoding { RecordCoding(vault: vault, encode: encode, decode: decode) }

    private static func encode(_ event: Event, into bytes: inout [UInt8]) {
        bytes += Array("\(event.sequence)|\(event.userID ?? "")|\(event.receivedAt)|".utf8) + event.payload
    }

    private static func decode(_ bytes: ArraySlice<UInt8>) throws -> Event {
        let fields = bytes.split(separator: UInt8(ascii: "|"), maxSplits: 3, omittingEmptySubsequences: false)
        guard fields.count == 4, let sequence = UInt64(String(decoding: fields[0], as: UTF8.self)) else {
            throw Damaged()
        }
        let user = String(decoding: fields[1], as: UTF8.self)
        return madeEvent(
            sequence,
            user: user.isEmpty ? nil : user,
            bytes: fields[3].count,
            receivedAt: Int64(String(decoding: fields[2], as: UTF8.self)) ?? 0
        )
    }
}
