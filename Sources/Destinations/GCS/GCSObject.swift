/// The parts of the API's object resource that are written or read.
struct GCSObject: Codable {
    enum MetadataKey {
        static let ordering = "ordering"
        static let id = "id"
    }

    var name: String?
    var contentType: String?
    var contentEncoding: String?
    /// What the server compares what it got with, in base64.
    var md5Hash: String?
    var metadata: [String: String]?
    /// Which version of the object this is, in decimal.
    var generation: String?
}
