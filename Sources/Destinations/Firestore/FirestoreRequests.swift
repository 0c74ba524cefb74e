import HTTPTransport
import JSONWriter

/// Requests of Firestore's REST API, version 1.
struct FirestoreRequests: Sendable {
    /// Of the document about the version: a bound for a response with as many as a request asks for.
    private static let responseLimit = 16 << 20

    private let documents: String
    /// `projects/…/documents/`, which a document's name begins with.
    private let namePrefix: String

    init(_ configuration: FirestoreConfiguration) {
        let database = "projects/\(configuration.project)/databases/\(configuration.database)/documents"
        documents = "\(configuration.endpoint)/v1/\(database)"
        namePrefix = "\(database)/"
    }

    /// The whole name of a document.
    func name(_ path: String) -> String { namePrefix + path }

    /// Asks for the versions of documents.
    func versions(of paths: [String]) throws(HTTPFailure) -> HTTPRequest {
        var body = Array(#"{"documents":["#.utf8)
        for (index, path) in paths.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            JSONText.append(name(path), to: &body)
        }
        body += #"],"mask":{"fieldPaths":["distributary.ordering","distributary.id"]}}"#.utf8
        return try request("batchGet", [body[...]])
    }

    /// Writes documents, each on its own condition and whatever becomes of the others.
    func write(_ writes: [PlannedRequest]) throws(HTTPFailure) -> HTTPRequest {
        var body: [ArraySlice<UInt8>] = [ArraySlice(#"{"writes":["#.utf8)]
        for (index, write) in writes.enumerated() {
            var head = Array((index == 0 ? #"{"update":{"name":"# : #",{"update":{"name":"#).utf8)
            JSONText.append(name(write.path), to: &head)
            head += #","fields":"#.utf8
            body += [head[...], write.document.fields[...], tail(write.condition)]
        }
        body.append(ArraySlice("]}".utf8))
        return try request("batchWrite", body)
    }

    private func tail(_ condition: PlannedWrite.Condition) -> ArraySlice<UInt8> {
        var tail = Array(#"},"currentDocument":{"#.utf8)
        switch condition {
        case .absent:
            tail += #""exists":false"#.utf8
        case .unchanged(let time):
            tail += #""updateTime":"#.utf8
            JSONText.append(time, to: &tail)
        }
        tail += "}}".utf8
        return tail[...]
    }

    private func request(_ method: String, _ body: [ArraySlice<UInt8>]) throws(HTTPFailure) -> HTTPRequest {
        HTTPRequest(
            .post,
            try HTTPURL("\(documents):\(method)"),
            headers: [HTTPField("Content-Type", "application/json")],
            body: body,
            timeout: .zero,
            responseLimit: .require(Self.responseLimit)
        )
    }
}
