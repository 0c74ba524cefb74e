/// Why what was sealed cannot be had.
package enum VaultFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// It is sealed under a key that is not listed.
    case missingKey(KeyID)
    /// It has changed since it was sealed.
    case damaged

    package var description: String {
        switch self {
        case .missingKey(let id): "it is encrypted with the key \(id), which journal.encryption_key does not list"
        case .damaged: "it is damaged"
        }
    }
}
