import JSONScanner

extension JSONValue {
    /// Nil in place of a null.
    var nonNull: JSONValue? { kind == .null ? nil : self }

    /// The string if every store takes it as it is; nil if the value is none, or holds U+0000 or half a surrogate pair.
    var storableString: String? { isUnstorableString ? nil : string }
}

extension JSONValue.Kind {
    /// For messages: "an array".
    var nameWithArticle: String {
        switch self {
        case .object: "an object"
        case .array: "an array"
        case .string: "a string"
        case .number: "a number"
        case .bool: "true or false"
        case .null: "null"
        }
    }
}
