import Crypto
import Foundation

/// Signatures of requests to Azure Storage: the scheme SharedKey of its Blob service (Microsoft's documentation,
/// "Authorize with Shared Key"), for versions from 2015-02-21 on.
package struct AzureSharedKey: Sendable {
    /// Headers that are signed in this order, each on a line of its own, in small letters.
    private static let signedHeaders = [
        "content-encoding", "content-language", "content-length", "content-md5", "content-type", "date",
        "if-modified-since", "if-match", "if-none-match", "if-unmodified-since", "range",
    ]

    /// The name of the storage account.
    package let account: String
    private let key: KeyedHash

    /// Takes one of the account's two access keys, base64 as the portal shows it.
    package init(account: String, key base64: String) throws(InvalidSecret) {
        guard let bytes = Data(base64Encoded: base64), !bytes.isEmpty else {
            throw InvalidSecret(reason: "the access key of a storage account is base64, this one is not")
        }
        self.account = account
        key = KeyedHash(key: bytes)
    }

    /// The value of the header `Authorization`.
    ///
    /// `path` is the URL's path as it is sent, percent-encoded and with the account where the URL names it there;
    /// `query` holds names and values before encoding; `headers` every header that is sent but `Content-Length`.
    package func authorization(
        method: String,
        path: String,
        query: [(name: String, value: String)],
        headers: [(name: String, value: String)],
        contentLength: Int
    ) -> String {
        let text = stringToSign(method, path, query, headers, contentLength)
        return "SharedKey \(account):\(Data(key.code(prefix: text, parts: [])).base64EncodedString())"
    }

    private func stringToSign(
        _ method: String,
        _ path: String,
        _ query: [(name: String, value: String)],
        _ headers: [(name: String, value: String)],
        _ contentLength: Int
    ) -> String {
        var values = Dictionary(headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { "\($0),\($1)" })
        // An empty body is signed as no length at all.
        values["content-length"] = contentLength == 0 ? nil : String(contentLength)
        var lines = [method]
        for name in Self.signedHeaders { lines.append(values[name] ?? "") }
        for name in values.keys.filter({ $0.hasPrefix("x-ms-") }).sorted(by: Self.precedes) {
            lines.append("\(name):\(values[name] ?? "")")
        }
        lines.append("/\(account)\(path)")
        let parameters = Dictionary(grouping: query, by: { $0.name.lowercased() })
        for (name, pairs) in parameters.sorted(by: { $0.key < $1.key }) {
            lines.append("\(name):\(pairs.map(\.value).sorted().joined(separator: ","))")
        }
        return lines.joined(separator: "\n")
    }

    /// The service orders headers as if they had no hyphens.
    private static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lazy.filter { $0 != UInt8(ascii: "-") }
            .lexicographicallyPrecedes(right.utf8.lazy.filter { $0 != UInt8(ascii: "-") })
    }
}
