import Testing

/// A configuration with mistakes, and what must be said about it.
struct ConfigurationMistake: CustomTestStringConvertible {
    let testDescription: String
    let text: String
    let expected: [String]

    init(_ name: String, _ text: String, _ expected: String...) {
        self.testDescription = name
        self.text = text
        self.expected = expected
    }
}
