/// How files and objects are compressed.
package enum Compression: String, Sendable, CaseIterable {
    case none
    case gzip

    /// What the names of compressed files and objects end in.
    package var suffix: String {
        switch self {
        case .none: ""
        case .gzip: ".gz"
        }
    }

    /// The value of `Content-Encoding`; nil where the content is as it is.
    package var contentEncoding: String? {
        switch self {
        case .none: nil
        case .gzip: "gzip"
        }
    }
}
