import Crypto
import Foundation

/// Signatures as the Standard Webhooks specification has them: `webhook-signature: v1,<base64>`, where the code is the
/// HMAC-SHA256 of `<webhook-id>.<webhook-timestamp>.<body>`. A header may hold several, separated by spaces.
package struct StandardWebhooks: Sendable {
    /// Sizes of key that the specification allows, in bytes after decoding.
    package static let keySizes = 24...64

    private let key: KeyedHash

    /// Takes a secret of the form `whsec_` and base64.
    package init(secret: String) throws(InvalidSecret) {
        guard secret.hasPrefix("whsec_") else {
            throw InvalidSecret(reason: "a Standard Webhooks secret starts with whsec_, followed by base64")
        }
        guard let bytes = Data(base64Encoded: String(secret.dropFirst(6))) else {
            throw InvalidSecret(reason: "what follows whsec_ is not base64")
        }
        guard Self.keySizes.contains(bytes.count) else {
            throw InvalidSecret(
                reason: "a Standard Webhooks secret holds 24 to 64 bytes in base64, this one holds \(bytes.count)"
            )
        }
        key = KeyedHash(key: bytes)
    }

    /// The value of `webhook-signature` for a body in parts. The id must hold no `.`: it would leave open where the id
    /// ends and the time starts. `timestamp` is the value of `webhook-timestamp`, unix seconds.
    package func sign(id: String, timestamp: Int64, body: [ArraySlice<UInt8>]) -> String {
        "v1," + encoded(key.code(prefix: "\(id).\(timestamp).", parts: body))
    }

    /// Checks the three headers against the body's raw bytes; `now` in unix seconds.
    package func verify(
        id: String?,
        timestamp: String?,
        signature: String?,
        body: ArraySlice<UInt8>,
        now: Int64,
        tolerance: Duration = .seconds(300)
    ) -> SignatureVerdict {
        guard let signature, !signature.isEmpty else { return .missing }
        guard let id, !id.isEmpty else { return .malformed("there is no webhook-id") }
        guard let timestamp else { return .malformed("there is no webhook-timestamp") }
        guard timestamp.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let time = Int64(timestamp) else {
            return .malformed("webhook-timestamp is no number of seconds")
        }
        let expected = Array(encoded(key.code(prefix: "\(id).\(timestamp).", parts: [body])).utf8)
        var candidates = 0
        var matches = false
        for element in signature.split(separator: " ") where element.hasPrefix("v1,") {
            candidates += 1
            if ConstantTime.areEqual(element.dropFirst(3).utf8, expected) { matches = true }
        }
        guard candidates > 0 else { return .malformed("it has no code of scheme v1") }
        return matches ? .ofAge(timestamp: time, now: now, tolerance: tolerance) : .mismatch
    }

    private func encoded(_ code: HashedAuthenticationCode<SHA256>) -> String {
        Data(code).base64EncodedString()
    }
}
