import Crypto
import Foundation

/// A set of bearer tokens. Only their hashes are kept and compared, so that neither the content nor the length of a
/// token shows in the time a check takes.
package struct BearerTokens: Sendable {
    private let hashes: [SHA256.Digest]

    /// An empty token is no token: it would let in whoever presents nothing.
    package init(_ tokens: [String]) {
        hashes = tokens.filter { !$0.isEmpty }.map { SHA256.hash(data: Array($0.utf8)) }
    }

    /// Whether `token` is one of them; every one is looked at.
    package func contains(_ token: String) -> Bool {
        let presented = SHA256.hash(data: Array(token.utf8))
        var matches = false
        for hash in hashes where ConstantTime.areEqual(hash, presented) {
            matches = true
        }
        return matches
    }

    /// Whether the value of an `Authorization` header presents one of them; the scheme `Bearer` in any case.
    package func accept(authorization: String?) -> Bool {
        guard let authorization else { return false }
        let parts = authorization.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return false }
        return contains(parts[1].trimmingCharacters(in: .whitespaces))
    }
}
