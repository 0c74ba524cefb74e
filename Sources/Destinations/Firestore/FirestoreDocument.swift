import Foundation
import JSONWriter
import RouterCore

/// One document that a batch calls for, encoded. Beside the record's own fields it has the map `distributary`: the
/// `ordering` and the `id` of the version, and, where the fields do not show all of it, the record's JSON text as
/// `payload`, in bytes.
struct FirestoreDocument: Sendable {
    /// Of a document, in bytes.
    static let maximumSize = 1 << 20
    /// What a document has beside its name and its fields, in bytes.
    private static let overhead = 32
    private static let nameOverhead = 16

    /// The path below `documents/`.
    let path: String
    /// The path to take where another record has `path`; nil where the newer version overwrites.
    let alternativePath: String?
    let ordering: Int64
    let identity: String
    /// The positions in the batch of the events that are settled with it.
    var events: [Int]
    /// The content of `fields`, with its braces.
    let fields: [UInt8]
    /// Bytes, as Firestore counts them, at least.
    let size: Int

    init(_ document: ObjectDocument) {
        path = DocumentPaths.path(document.key)
        alternativePath = document.alternativeKey.map(DocumentPaths.path)
        ordering = document.ordering
        identity = document.identity
        events = document.events
        let encoder = FieldsEncoder(document.content)
        var fields = Array("{".utf8)
        fields.reserveCapacity(encoder.json.count + 256)
        fields += encoder.json
        if !encoder.json.isEmpty { fields.append(UInt8(ascii: ",")) }
        fields +=
            #""distributary":{"mapValue":{"fields":{"ordering":{"integerValue":"\#(ordering)"},"id":{"stringValue":"#
            .utf8
        JSONText.append(identity, to: &fields)
        fields.append(UInt8(ascii: "}"))
        var size = Self.overhead + Self.nameOverhead + path.utf8.count + 1 + encoder.size + identity.utf8.count
        if !encoder.isExact {
            fields += #","payload":{"bytesValue":""#.utf8
            fields += Data(document.content).base64EncodedData()
            fields += #""}"#.utf8
            size += document.content.count
        }
        fields += "}}}}".utf8
        self.fields = fields
        self.size = size
    }
}
