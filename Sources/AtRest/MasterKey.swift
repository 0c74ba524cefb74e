internal import Crypto
internal import Foundation

/// A key that somebody wrote into the configuration. Nothing is sealed under it: it only derives data keys.
package struct MasterKey: Sendable, Hashable {
    /// Bytes of a key.
    package static let size = 32

    package let id: KeyID
    private let key: SymmetricKey

    /// Nil unless there are 32 bytes.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.size else { return nil }
        key = SymmetricKey(data: Array(bytes))
        let code = HMAC<SHA256>.authenticationCode(for: Array("distributary key id".utf8), using: key)
        id = KeyID(rawValue: Array(code).prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
    }

    /// The key that holds for `salt` and `info`, by HKDF with SHA-256 (RFC 5869).
    package func dataKey(salt: [UInt8], info: [UInt8]) -> DataKey {
        DataKey(HKDF<SHA256>.deriveKey(inputKeyMaterial: key, salt: salt, info: info, outputByteCount: Self.size))
    }

    package static func == (one: MasterKey, other: MasterKey) -> Bool { one.id == other.id }

    package func hash(into hasher: inout Hasher) { hasher.combine(id) }
}
