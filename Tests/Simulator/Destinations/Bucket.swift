import ObjectStorage
import RouterCore

/// What an object store holds. It keeps its word on conditions, and looks that nothing older ever takes the place of
/// something newer. `@unchecked Sendable`: used from one thread.
final class Bucket: @unchecked Sendable {
    private struct Stored {
        let object: StorableObject
        let version: Int
    }

    private let ledger: Ledger
    private let name: String
    private var objects: [String: Stored] = [:]
    private var lastVersion = 0
    /// The newest ordering that was stored of a thing.
    private(set) var newest: [String: Int64] = [:]
    /// Identities of what was stored once.
    private(set) var stored: Set<String> = []

    init(ledger: Ledger, name: String) {
        self.ledger = ledger
        self.name = name
    }

    func attributes(of key: String) -> ObjectAttributes? {
        objects[key].map {
            ObjectAttributes(version: "v\($0.version)", ordering: $0.object.ordering, eventID: $0.object.eventID)
        }
    }

    func put(_ object: StorableObject, if condition: PutCondition) -> PutResult {
        let before = objects[object.key]
        let holds =
            switch condition {
            case .always: true
            case .absent: before == nil
            case .unchanged(let version): before.map { "v\($0.version)" } == version
            }
        guard holds else { return .conditionFailed }
        if let old = before?.object.ordering, let new = object.ordering, new < old {
            ledger.violate("\(name) holds \(object.key) of \(new) in place of that of \(old)")
        }
        lastVersion += 1
        objects[object.key] = Stored(object: object, version: lastVersion)
        note(object)
        return .written(version: "v\(lastVersion)")
    }

    private func note(_ object: StorableObject) {
        guard let id = object.eventID, let sequence = ledger.sequences[id], let entry = ledger.entries[sequence] else {
            return ledger.violate("\(name) holds \(object.key), which nobody sent")
        }
        stored.insert(id)
        guard let thing = entry.draft.thing, let ordering = object.ordering else { return }
        newest[thing] = max(newest[thing] ?? .min, ordering)
    }
}
