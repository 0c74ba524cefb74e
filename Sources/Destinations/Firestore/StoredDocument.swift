import JSONScanner

/// What Firestore tells of a document that is there.
struct StoredDocument: Sendable, Hashable {
    /// When it was last written, as Firestore writes times: stands for its version.
    let updateTime: String
    /// The ordering of the version that it holds; nil where somebody else wrote it.
    let ordering: Int64?
    /// The identity of the version that it holds; nil where somebody else wrote it.
    let identity: String?

    init(updateTime: String, ordering: Int64?, identity: String?) {
        self.updateTime = updateTime
        self.ordering = ordering
        self.identity = identity
    }

    /// Reads the answer of `batchGet` into documents by their names; nil if it is not understood. A name that has no
    /// document is there with nil.
    static func read(_ body: [UInt8]) -> [String: StoredDocument?]? {
        try? withJSON(body[...]) { root in
            var documents: [String: StoredDocument?] = [:]
            for element in root.elements {
                if let name = element["missing"]?.string {
                    documents[name] = .some(nil)
                } else if let found = element["found"], let name = found["name"]?.string,
                    let document = StoredDocument(found)
                {
                    documents[name] = document
                }
            }
            return documents
        }
    }

    private init?(_ document: JSONValue) {
        guard let updateTime = document["updateTime"]?.string else { return nil }
        self.updateTime = updateTime
        let own = document["fields"]?["distributary"]?["mapValue"]?["fields"]
        let ordering = own?["ordering"]?["integerValue"]
        self.ordering = ordering?.string.flatMap { Int64($0) } ?? ordering?.integer
        identity = own?["id"]?["stringValue"]?.string
    }
}
