internal import Foundation
import Synchronization

/// Seals small records one by one, for files whose rows come and go.
///
///      0  u32  marker 0x9E1D57C5, little-endian
///      4  u64  key id, little-endian
///     12  16 bytes  salt that the data key is derived with
///     28  nonce (12), ciphertext, tag (16); authenticated: the 28 bytes before
///
/// A data key is used for a million records at most and by one process, so that random nonces never meet.
package final class Vault: Sendable {
    /// Writes in the clear and reads nothing else.
    package static let plain = Vault(.none)

    private static let marker: UInt32 = 0x9E1D_57C5
    /// Of what stands before the nonce, bytes.
    package static let headerSize = 12 + DataKeyReference.saltSize
    /// Stands before text that is sealed, in base64.
    private static let textMark = "\u{1}"

    package let keys: KeyRing
    private let derived: Mutex<VaultKeys>
    private let random: @Sendable () -> UInt64

    /// `random` gives what salts and nonces begin with: from a generator that nobody can foretell, but in a test.
    package init(_ keys: KeyRing, random: @escaping @Sendable () -> UInt64 = { .random(in: .min ... .max) }) {
        self.keys = keys
        self.random = random
        derived = Mutex(VaultKeys(random: random))
    }

    /// The record, sealed where something is to be encrypted.
    package func seal(_ plain: [UInt8]) throws(SealFailure) -> [UInt8] {
        guard let master = keys.writing else { return plain }
        let (reference, key) = derived.withLock { $0.keyForNext(master) }
        var bytes = Self.header(reference)
        var nonces = NonceSequence(high: random(), low: random())
        let sealed = try key.seal(plain[...], nonce: nonces.next(), authenticating: bytes[...])
        bytes.append(contentsOf: sealed)
        return bytes
    }

    /// What `seal` was given; bytes that were never sealed come back as they are.
    package func open(_ bytes: [UInt8]) throws(VaultFailure) -> [UInt8] {
        guard let reference = Self.reference(bytes) else { return bytes }
        guard let key = derived.withLock({ $0.key(reference, keys) }) else {
            throw .missingKey(reference.keyID)
        }
        let header = bytes[..<Self.headerSize]
        guard let plain = key.open(bytes[Self.headerSize...], authenticating: header) else { throw .damaged }
        return plain
    }

    /// Whether a record that begins like this is sealed, or in the clear, as it would be by `seal`.
    package func isCurrent(_ start: [UInt8]) -> Bool {
        Self.reference(start)?.keyID == keys.writing?.id
    }

    /// Whether a text is sealed, or in the clear, as it would be by `seal`.
    package func isCurrent(_ text: String) -> Bool {
        guard text.hasPrefix(Self.textMark), let bytes = Data(base64Encoded: String(text.dropFirst())) else {
            return keys.writing == nil
        }
        return isCurrent(Array(bytes))
    }

    /// A short text, sealed where something is to be encrypted.
    package func seal(_ text: String) throws(SealFailure) -> String {
        if keys.writing == nil { return text }
        return Self.textMark + Data(try seal(Array(text.utf8))).base64EncodedString()
    }

    /// The text that `seal` was given, or one that was never sealed.
    package func open(_ text: String) throws(VaultFailure) -> String {
        guard text.hasPrefix(Self.textMark), let bytes = Data(base64Encoded: String(text.dropFirst())) else {
            return text
        }
        return String(decoding: try open(Array(bytes)), as: UTF8.self)
    }

    private static func header(_ reference: DataKeyReference) -> [UInt8] {
        var bytes: [UInt8] = []
        withUnsafeBytes(of: marker.littleEndian) { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: reference.keyID.rawValue.littleEndian) { bytes.append(contentsOf: $0) }
        return bytes + reference.salt
    }

    /// Nil where the bytes are not sealed.
    private static func reference(_ bytes: [UInt8]) -> DataKeyReference? {
        guard bytes.count >= headerSize else { return nil }
        return bytes.withUnsafeBytes { bytes in
            guard UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self)) == marker else { return nil }
            let id = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt64.self))
            return DataKeyReference(keyID: KeyID(rawValue: id), salt: Array(bytes[12..<headerSize]))
        }
    }
}
