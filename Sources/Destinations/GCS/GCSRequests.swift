import Crypto
import Foundation
import HTTPTransport
import JSONWriter
import ObjectStorage

/// Requests of the JSON API of Google Cloud Storage.
struct GCSRequests: Sendable {
    /// The permissions that writing documents needs: overwriting is deleting and creating.
    static let permissions = ["storage.objects.create", "storage.objects.delete", "storage.objects.get"]
    private static let responseLimit = 64 << 10

    let endpoint: String
    let bucket: String

    /// Asks for the version and the metadata of an object.
    func attributes(of key: String) throws(HTTPFailure) -> HTTPRequest {
        let name = Self.percentEncoded(key)
        return try request(.get, "storage/v1/b/\(bucket)/o/\(name)?fields=generation,metadata")
    }

    /// Sends an object with its metadata at once.
    func upload(_ object: StorableObject, if condition: PutCondition) throws(HTTPFailure) -> HTTPRequest {
        let boundary = "distributary-\(String(UInt64.random(in: 0 ... .max), radix: 16))"
        let head = Self.part(boundary, "application/json; charset=UTF-8") + Self.resource(object)
        let body = Self.part(boundary, object.contentType)
        var request = try request(.post, uploadPath("multipart", condition))
        request.headers = [HTTPField("Content-Type", "multipart/related; boundary=\(boundary)")]
        request.body = [head[...], body[...], object.content, ArraySlice("\r\n--\(boundary)--\r\n".utf8)]
        return request
    }

    /// Begins an upload in chunks.
    func session(_ object: StorableObject, if condition: PutCondition) throws(HTTPFailure) -> HTTPRequest {
        var request = try request(.post, uploadPath("resumable", condition))
        request.headers = [
            HTTPField("Content-Type", "application/json; charset=UTF-8"),
            HTTPField("X-Upload-Content-Type", object.contentType),
            HTTPField("X-Upload-Content-Length", String(object.content.count)),
        ]
        request.body = [Self.resource(object)[...]]
        return request
    }

    /// Sends a chunk: the bytes at `range` of the content.
    func chunk(_ session: HTTPURL, _ content: ArraySlice<UInt8>, _ range: Range<Int>) -> HTTPRequest {
        let bytes = content[content.startIndex + range.lowerBound..<content.startIndex + range.upperBound]
        var request = HTTPRequest(.put, session, timeout: .zero, responseLimit: .keep(Self.responseLimit))
        request.headers = [
            HTTPField("Content-Range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(content.count)")
        ]
        request.body = [bytes]
        return request
    }

    /// Asks how much of the content has arrived.
    func progress(_ session: HTTPURL, of count: Int) -> HTTPRequest {
        var request = HTTPRequest(.put, session, timeout: .zero, responseLimit: .keep(Self.responseLimit))
        request.headers = [HTTPField("Content-Range", "bytes */\(count)")]
        return request
    }

    /// Asks which of the permissions the credentials have; needs none itself.
    func permissions() throws(HTTPFailure) -> HTTPRequest {
        let query = Self.permissions.map { "permissions=\($0)" }.joined(separator: "&")
        return try request(.get, "storage/v1/b/\(bucket)/iam/testPermissions?\(query)")
    }

    /// Lists one object.
    func list() throws(HTTPFailure) -> HTTPRequest {
        try request(.get, "storage/v1/b/\(bucket)/o?maxResults=1&fields=kind")
    }

    private func uploadPath(_ type: String, _ condition: PutCondition) -> String {
        let generation =
            switch condition {
            case .always: ""
            case .absent: "&ifGenerationMatch=0"
            case .unchanged(let version): "&ifGenerationMatch=\(Self.percentEncoded(version))"
            }
        return "upload/storage/v1/b/\(bucket)/o?uploadType=\(type)&fields=generation\(generation)"
    }

    private func request(_ method: HTTPMethod, _ path: String) throws(HTTPFailure) -> HTTPRequest {
        let url = try HTTPURL("\(endpoint)/\(path)")
        return HTTPRequest(method, url, timeout: .zero, responseLimit: .keep(Self.responseLimit))
    }

    private static func part(_ boundary: String, _ contentType: String) -> [UInt8] {
        Array("\r\n--\(boundary)\r\nContent-Type: \(contentType)\r\n\r\n".utf8)
    }

    private static func resource(_ object: StorableObject) -> [UInt8] {
        var text = JSONText(capacity: 512)
        text.raw("{\"name\":")
        text.string(object.key)
        text.raw(",\"contentType\":")
        text.string(object.contentType)
        if let encoding = object.contentEncoding {
            text.raw(",\"contentEncoding\":")
            text.string(encoding)
        }
        // What the server compares what it got with.
        text.raw(",\"md5Hash\":")
        text.string(Data(Insecure.MD5.hash(data: object.content)).base64EncodedString())
        let metadata = [
            (GCSObject.orderingKey, object.ordering.map { String($0) }), (GCSObject.idKey, object.eventID),
        ]
        var separator: StaticString = ",\"metadata\":{"
        for case (let key, let value?) in metadata {
            text.raw(separator)
            text.string(key)
            text.raw(":")
            text.string(value)
            separator = ","
        }
        text.raw(object.ordering == nil && object.eventID == nil ? "}" : "}}")
        return text.bytes
    }

    /// All but the unreserved characters of RFC 3986, slashes too: an object's name is one part of the path.
    private static func percentEncoded(_ text: String) -> String {
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.append(byte)
            default:
                let digits = Array("0123456789ABCDEF".utf8)
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}
