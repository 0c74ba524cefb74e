package import Crypto

/// Nonces of 96 bits from a random start, each one more than the one before (NIST SP 800-38D, 8.2.2).
///
/// Whoever makes a sequence draws the start anew, so that what is written again after a failure, under the same
/// sequence numbers, gets other nonces.
package struct NonceSequence: Sendable {
    private var high: UInt32
    private var low: UInt64

    /// Begins at a random number, of which 96 bits are used.
    package init(high: UInt64, low: UInt64) {
        self.high = UInt32(truncatingIfNeeded: high)
        self.low = low
    }

    package mutating func next() throws(SealFailure) -> AES.GCM.Nonce {
        defer {
            low &+= 1
            if low == 0 { high &+= 1 }
        }
        do {
            let words = (
                high.bigEndian, UInt32(truncatingIfNeeded: low >> 32).bigEndian,
                UInt32(truncatingIfNeeded: low).bigEndian
            )
            return try withUnsafeBytes(of: words) { try AES.GCM.Nonce(data: $0) }
        } catch {
            throw SealFailure(reason: "\(error)")
        }
    }
}
