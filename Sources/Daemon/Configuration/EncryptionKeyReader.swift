import AtRest
import ConfigurationReader
import Foundation

/// Reads `journal.encryption_key`: a key or a list of keys, of which the first writes and all read. `none` in the first
/// place writes in the clear.
struct EncryptionKeyReader {
    private static let name = "encryption_key"
    private static let none = "none"

    let section: ConfigurationSection

    /// Reports what is no key, without saying what it is.
    func read() -> KeyRing {
        var texts = section.placedStrings(Self.name) ?? []
        if section.isEmptyList(Self.name) {
            section.report("'\(Self.name)' must list at least one key, or be left out", at: Self.name)
        }
        let isOff = texts.first?.string == Self.none
        if isOff { texts.removeFirst() }
        var keys: [MasterKey] = []
        for (text, position) in texts {
            guard let key = key(text, at: position) else { continue }
            if keys.contains(key) { section.report("'\(Self.name)' lists the same key twice", at: position) }
            keys.append(key)
        }
        return KeyRing(writing: isOff ? nil : keys.first, reading: keys)
    }

    private func key(_ text: String, at position: SourcePosition) -> MasterKey? {
        if text == Self.none {
            section.report(
                "'none' must be the first of '\(Self.name)': the first is what is written with",
                at: position
            )
            return nil
        }
        let bytes = Data(base64Encoded: text)
        if let key = bytes.flatMap({ MasterKey($0) }) { return key }
        let found = bytes.map { "found \($0.count) bytes" } ?? "found something that is not base64"
        section.report(
            """
            '\(Self.name)' must be \(MasterKey.size) bytes in base64, as `openssl rand -base64 \(MasterKey.size)` \
            makes them, \(found)
            """,
            at: position
        )
        return nil
    }
}
