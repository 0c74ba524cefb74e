/// Where a key or a scalar begins in the file, and under which keys it stands.
struct SourceMark: Sendable {
    let position: SourcePosition
    let path: [String]
    /// Only names the place where the value comes from, such as `${NAME}`, and so may be shown.
    let isReference: Bool
}
