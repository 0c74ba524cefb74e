package import Crypto
package import Foundation

/// A derived key that records are sealed under, by AES-256-GCM (NIST SP 800-38D): nonce, ciphertext, tag.
package struct DataKey: Sendable {
    package static let nonceSize = 12
    package static let tagSize = 16
    /// What sealing adds to the size of a record, in bytes.
    package static let overhead = nonceSize + tagSize

    private let key: SymmetricKey

    package init(_ key: SymmetricKey) {
        self.key = key
    }

    /// Nonce, ciphertext and tag of `plain`. No nonce may be used twice under one key.
    package func seal(
        _ plain: ArraySlice<UInt8>,
        nonce: AES.GCM.Nonce,
        authenticating known: ArraySlice<UInt8>
    ) throws(SealFailure) -> Data {
        do {
            return try combined(plain, nonce, known)
        } catch {
            throw SealFailure(reason: "\(error)")
        }
    }

    /// Puts nonce, ciphertext and tag in the place of all bytes from `start` on. No nonce may be used twice under one key.
    package func seal(
        _ bytes: inout [UInt8],
        from start: Int,
        nonce: AES.GCM.Nonce,
        authenticating known: Range<Int>
    ) throws(SealFailure) {
        do {
            let sealed = try bytes.withUnsafeBytes { bytes in
                let plain = UnsafeRawBufferPointer(rebasing: bytes[start...])
                return try combined(plain, nonce, UnsafeRawBufferPointer(rebasing: bytes[known]))
            }
            bytes.append(contentsOf: repeatElement(0, count: Self.overhead))
            bytes.withUnsafeMutableBytes { bytes in
                UnsafeMutableRawBufferPointer(rebasing: bytes[start...]).copyBytes(from: sealed)
            }
        } catch {
            throw SealFailure(reason: "\(error)")
        }
    }

    /// The plain bytes; nil where anything of what was sealed or authenticated has changed.
    package func open(_ sealed: ArraySlice<UInt8>, authenticating known: ArraySlice<UInt8>) -> [UInt8]? {
        guard let box = try? sealed.withUnsafeBytes({ try AES.GCM.SealedBox(combined: $0) }),
            let plain = try? AES.GCM.open(box, using: key, authenticating: known)
        else { return nil }
        return Array(plain)
    }

    private func combined(
        _ plain: some DataProtocol,
        _ nonce: AES.GCM.Nonce,
        _ known: some DataProtocol
    ) throws -> Data {
        let box = try AES.GCM.seal(plain, using: key, nonce: nonce, authenticating: known)
        guard let combined = box.combined else { throw CryptoKitError.incorrectParameterSize }
        return combined
    }
}
