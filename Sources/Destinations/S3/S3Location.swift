import AWSCredentials
import HTTPTransport
import Signing

/// Where a bucket is, and how its objects are addressed.
package struct S3Location: Sendable, Hashable {
    package let bucket: String
    /// Scheme and host that requests go to.
    package let endpoint: HTTPURL
    /// What stands before the keys, percent-encoded: ends with a slash.
    private let basePath: String

    /// The bucket at AWS, or at `endpoint`. The bucket's name is part of the host, or in path style of the path: where
    /// nothing is said, of the path at any endpoint that is not AWS's, and where no certificate could cover the host.
    package init?(bucket: String, region: String, endpoint: HTTPURL?, isPathStyle: Bool?) {
        self.bucket = bucket
        let isPathStyle = isPathStyle ?? (endpoint != nil || bucket.contains("."))
        guard let server = try? endpoint ?? HTTPURL("https://\(AWSRegion.host(of: "s3", in: region))"),
            let path = Self.path(of: server)
        else { return nil }
        if isPathStyle {
            self.endpoint = server
            basePath = "\(path)\(URIEncoding.encode(bucket))/"
        } else {
            let scheme = server.isSecure ? "https" : "http"
            guard let own = try? HTTPURL("\(scheme)://\(bucket).\(server.authority)") else { return nil }
            self.endpoint = own
            basePath = path
        }
    }

    /// The path of an object, percent-encoded.
    package func path(of key: String) -> String {
        basePath + URIEncoding.encode(key, keepingSlashes: true)
    }

    /// The path of the bucket itself.
    var bucketPath: String { basePath }

    /// Whether a text can be a bucket's name. AWS's own rules are stricter, those of other servers are not.
    package static func isValid(bucket: String) -> Bool {
        (3...63).contains(bucket.utf8.count) && !bucket.hasPrefix(".")
            && bucket.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    /// The path of a URL that has only host and path, with a slash at its end.
    private static func path(of url: HTTPURL) -> String? {
        guard url.text.hasPrefix(url.description) else { return nil }
        let path = url.text.dropFirst(url.description.count)
        guard !path.contains("?"), !path.contains("#") else { return nil }
        return path.hasSuffix("/") ? String(path) : path + "/"
    }
}
