/// How files are compressed.
package enum Compression: String, Sendable, CaseIterable {
    case none
    case gzip

    /// What the names of compressed files end in.
    var suffix: String {
        switch self {
        case .none: ""
        case .gzip: ".gz"
        }
    }
}
