/// What is to be done about a document, given what is stored.
enum PlannedWrite: Sendable, Hashable {
    enum Condition: Sendable, Hashable {
        /// Nothing has the name.
        case absent
        /// What has the name was last written then.
        case unchanged(since: String)
    }

    /// This version is there, or a newer one.
    case nothing
    case write(path: String, Condition)
    /// The request writes the path already for another document, and one request writes a path once.
    case wait

    /// `stored` says what is there at a path; `claimed` are the paths that the request writes already.
    init(_ document: FirestoreDocument, claimed: Set<String>, stored: (String) -> StoredDocument?) {
        guard let alternative = document.alternativePath else {
            self = claimed.contains(document.path) ? .wait : Self.newest(document, stored(document.path))
            return
        }
        for path in [document.path, alternative] where !claimed.contains(path) {
            guard let there = stored(path) else {
                self = .write(path: path, .absent)
                return
            }
            if there.identity == document.identity {
                self = .nothing
                return
            }
        }
        guard !claimed.contains(alternative), let there = stored(alternative) else {
            self = .wait
            return
        }
        // The alternative is made of the identity: what another wrote there can only be this record.
        self = .write(path: alternative, .unchanged(since: there.updateTime))
    }

    private static func newest(_ document: FirestoreDocument, _ stored: StoredDocument?) -> PlannedWrite {
        guard let stored else { return .write(path: document.path, .absent) }
        if let ordering = stored.ordering {
            let isThere = ordering == document.ordering && stored.identity == document.identity
            if ordering > document.ordering || isThere { return .nothing }
        }
        return .write(path: document.path, .unchanged(since: stored.updateTime))
    }
}
