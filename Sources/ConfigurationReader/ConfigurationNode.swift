/// A value of the file after substitution, with the place it was written at.
struct ConfigurationNode: Sendable {
    enum Content: Sendable {
        case scalar(ScalarText)
        case list([ConfigurationNode])
        case mapping([Entry])
        /// A reference in it could not be replaced, which is reported already.
        case unusable
    }

    struct Entry: Sendable {
        let key: String
        let keyPosition: SourcePosition
        let value: ConfigurationNode
    }

    static let empty = ConfigurationNode(position: SourcePosition(line: 1, column: 1), content: .mapping([]))

    let position: SourcePosition
    let content: Content

    /// What the value is, for messages.
    var describedType: String {
        switch content {
        case .scalar(let scalar): scalar.describedType
        case .list: "a list"
        case .mapping: "a mapping"
        case .unusable: "a value that cannot be read"
        }
    }

    var isAbsent: Bool {
        if case .scalar(let scalar) = content { scalar.value == .null } else { false }
    }
}
