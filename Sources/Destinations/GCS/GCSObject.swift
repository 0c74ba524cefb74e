import JSONScanner

/// What is read of the API's object resource.
struct GCSObject {
    /// The names of the metadata that every object carries.
    static let orderingKey = "ordering"
    static let idKey = "id"

    /// Which version of the object this is, in decimal.
    let generation: String?
    let ordering: Int64?
    let eventID: String?

    /// Nil if the text is no JSON.
    init?(_ text: [UInt8]) {
        let read = try? withJSON(text[...]) { resource in
            let metadata = resource["metadata"]
            return (
                resource["generation"]?.string, metadata?[Self.orderingKey]?.string, metadata?[Self.idKey]?.string
            )
        }
        guard let read else { return nil }
        generation = read.0
        ordering = read.1.flatMap { Int64($0) }
        eventID = read.2
    }
}
