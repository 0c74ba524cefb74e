package import AtRest

/// Why the file of a destination's progress, retries and dead letters cannot be used.
package enum CourierStoreFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// It was written by a newer version of the program.
    case newerSchema(path: String, found: Int, known: Int)
    /// It does not exist: the destination has never run with this data folder, or its name is another.
    case missing(path: String)
    /// Records in it are encrypted with keys that the configuration does not list.
    case missingKey(path: String, wanted: [KeyID], listed: [KeyID])
    /// It cannot be opened, read or written.
    case unusable(path: String, reason: String)

    package var description: String {
        switch self {
        case .newerSchema(let path, let found, let known):
            "\(path) has format \(found), and this version knows formats up to \(known): "
                + "run the version that wrote it, or a newer one"
        case .missing(let path):
            "\(path) does not exist: this destination has not run with this data folder yet"
        case .missingKey(let path, let wanted, let listed):
            "\(path) is encrypted with a key that journal.encryption_key does not list: "
                + "\(Self.text(wanted)); listed: \(listed.isEmpty ? "none" : Self.text(listed)). Add the key to the list; "
                + "the first key of the list writes, all of them read. Nothing has been changed"
        case .unusable(let path, let reason):
            "\(path) cannot be used: \(reason)"
        }
    }

    private static func text(_ ids: [KeyID]) -> String {
        ids.map(\.description).joined(separator: ", ")
    }
}
