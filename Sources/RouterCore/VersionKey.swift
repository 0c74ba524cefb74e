import Crypto

/// What the versions of one thing have in common: a fingerprint of the natural keys of an event's records.
///
/// Two events with the same key hold the same records, so that the newer of them makes the older superfluous wherever
/// only the latest version counts. 128 bits of a SHA-256: that two things share one does not happen.
package struct VersionKey: Sendable, Hashable {
    package let low: UInt64
    package let high: UInt64

    package init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    /// The key of an event whose records have these values under `type` and `userID`; their order does not count. None
    /// of the strings may hold U+0000.
    init(type: String, userID: String, values: [String]) {
        var text: [UInt8] = []
        text.reserveCapacity(128)
        text += type.utf8
        text.append(0)
        text += userID.utf8
        for value in values.count > 1 ? values.sorted() : values {
            text.append(0)
            text += value.utf8
        }
        let digest = SHA256.hash(data: text)
        (low, high) = digest.withUnsafeBytes { bytes in
            (
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }
}
