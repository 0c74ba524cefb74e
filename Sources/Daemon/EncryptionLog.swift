import AtRest
import Delivery
import Journal
import Logging

/// Says at a start what new files are encrypted with, and which keys need no longer be listed.
struct EncryptionLog {
    let keys: KeyRing
    let logger: Logger

    func write(_ journal: Journal, _ couriers: [Courier], _ folder: DataFolder) {
        if keys.ids.isEmpty { return }
        let writing = keys.writing.map { "New files are encrypted with the key \($0.id)." }
        let unused = unusedKeys(journal, couriers, folder)
        let hint = unused.isEmpty ? "" : " Nothing needs \(Self.text(unused)) any more."
        logger.info(
            "\(writing ?? "New files are written in the clear; encrypted ones are read.")\(hint)",
            metadata: [
                "event": "encryption", "writes": "\(keys.writing.map { "\($0.id)" } ?? "none")",
                "reads": "\(Self.text(keys.ids))", "unused": "\(Self.text(unused))",
            ]
        )
    }

    /// Files of destinations that are not configured are not looked into: while there are any, every key may be needed.
    private func unusedKeys(_ journal: Journal, _ couriers: [Courier], _ folder: DataFolder) -> [KeyID] {
        guard Set(folder.knownDestinations).isSubset(of: couriers.map(\.name)) else { return [] }
        let used = couriers.reduce(into: journal.keysFound) { $0.formUnion($1.keysFound) }
        return keys.ids.filter { $0 != keys.writing?.id && !used.contains($0) }
    }

    private static func text(_ ids: [KeyID]) -> String { ids.map(\.description).joined(separator: ", ") }
}
