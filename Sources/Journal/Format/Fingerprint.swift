import Crypto

/// The first 16 bytes of the SHA-256 of an event's identity: what deduplication compares.
package struct Fingerprint: Sendable, Hashable {
    let low: UInt64
    let high: UInt64

    init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    package init(identity: String) {
        var identity = identity
        self = identity.withUTF8 { Fingerprint(utf8: UnsafeRawBufferPointer($0)) }
    }

    /// The fingerprint of an identity's UTF-8 bytes.
    init(utf8 bytes: UnsafeRawBufferPointer) {
        let digest = SHA256.hash(data: bytes)
        (low, high) = digest.withUnsafeBytes { bytes in
            (
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }
}
