import Crypto
import Foundation

/// HMAC-SHA256 under one key, with the key already worked in: a code costs a copy of that state and the message.
struct KeyedHash: Sendable {
    private let keyed: HMAC<SHA256>

    init(key: some ContiguousBytes) {
        keyed = HMAC(key: SymmetricKey(data: key))
    }

    /// The code over `prefix` followed by `body`.
    func code(prefix: String, body: UnsafeRawBufferPointer) -> HashedAuthenticationCode<SHA256> {
        var hash = start(prefix)
        hash.update(data: body)
        return hash.finalize()
    }

    /// The code over `prefix` followed by all of `parts`.
    func code(prefix: String, parts: [ArraySlice<UInt8>]) -> HashedAuthenticationCode<SHA256> {
        var hash = start(prefix)
        for part in parts {
            part.withUnsafeBytes { hash.update(data: $0) }
        }
        return hash.finalize()
    }

    private func start(_ prefix: String) -> HMAC<SHA256> {
        var hash = keyed
        var prefix = prefix
        prefix.withUTF8 { hash.update(data: UnsafeRawBufferPointer($0)) }
        return hash
    }
}
