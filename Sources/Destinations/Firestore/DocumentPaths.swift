import RouterCore

/// Where records go: a path alternates between the ids of collections and of documents, and so has an even number of
/// names.
package struct DocumentPaths: Sendable, Hashable {
    /// Of data: Terra's path by default.
    package var data: ObjectKeyTemplate
    /// Of all else, such as lifecycle events.
    package var events: ObjectKeyTemplate

    func template(for record: Record) -> ObjectKeyTemplate {
        record.isData ? data : events
    }

    /// A key as a path that Firestore takes: names of the form `__…__` are its own, so the first `_` is encoded.
    static func path(_ key: String) -> String {
        guard key.contains("__") else { return key }
        return key.split(separator: "/", omittingEmptySubsequences: false)
            .map { name in
                let isReserved = name.utf8.count >= 4 && name.hasPrefix("__") && name.hasSuffix("__")
                return isReserved ? "%5F\(name.dropFirst())" : String(name)
            }
            .joined(separator: "/")
    }
}
