/// A pattern for the names of topics, such as `glucose.{type}`.
///
/// A name has 1 to 249 ASCII letters, digits, dots, underscores and hyphens. Whatever else stands in the type or the
/// provider of an event becomes an underscore, and nothing at all becomes `unknown`.
package struct TopicTemplate: Sendable, Hashable {
    /// What is wrong with a template, in words for whoever wrote it.
    package struct Mistake: Error, Sendable, Hashable {
        package let message: String
    }

    private enum Part: Sendable, Hashable {
        case text(String)
        case type
        case provider
    }

    /// The longest name that Kafka takes.
    static let maximumLength = 249

    /// Every event into one topic.
    static let events = TopicTemplate(parts: [.text("events")])

    private let parts: [Part]

    private init(parts: [Part]) {
        self.parts = parts
    }

    /// Reads a template and checks that it makes names that Kafka takes, and not one for every user or event.
    package init(_ text: String) throws(Mistake) {
        var parts: [Part] = []
        var rest = text[...]
        while !rest.isEmpty {
            let literal = rest.prefix { $0 != "{" }
            guard literal.utf8.allSatisfy(Self.isLegal) else {
                throw Mistake(message: "a topic has letters, digits, '.', '_' and '-', and {type} and {provider}")
            }
            if !literal.isEmpty { parts.append(.text(String(literal))) }
            rest = rest.dropFirst(literal.count)
            guard !rest.isEmpty else { break }
            guard let close = rest.firstIndex(of: "}") else { throw Mistake(message: "a { has no }") }
            parts.append(try Self.placeholder(rest.dropFirst()[..<close]))
            rest = rest[rest.index(after: close)...]
        }
        self.parts = parts
        let shortest = parts.map { if case .text(let text) = $0 { text } else { "" } }.joined()
        guard shortest.utf8.count <= Self.maximumLength else {
            throw Mistake(message: "a topic has at most \(Self.maximumLength) characters")
        }
        if parts.isEmpty || constantName == "." || constantName == ".." {
            throw Mistake(message: "'\(text)' cannot be the name of a topic")
        }
    }

    /// The name of the topic of every event; nil where it depends on the event.
    package var constantName: String? {
        let texts = parts.compactMap { if case .text(let text) = $0 { text } else { nil } }
        return texts.count == parts.count ? texts.joined() : nil
    }

    /// The topic of an event of this type and provider.
    package func name(type: String, provider: String?) -> String {
        let name = parts.map { part in
            switch part {
            case .text(let text): text
            case .type: Self.legal(type)
            case .provider: Self.legal(provider ?? "")
            }
        }.joined().prefix(Self.maximumLength)
        return name == "." || name == ".." ? name.map { _ in "_" }.joined() : String(name)
    }

    private static func placeholder(_ name: Substring) throws(Mistake) -> Part {
        switch name {
        case "type": return .type
        case "provider": return .provider
        case "user_id", "reference_id", "id":
            throw Mistake(
                message:
                    "{\(name)} would make topics without end; a user's events keep together by the key, which is the user id"
            )
        default: throw Mistake(message: "unknown placeholder {\(name)}; known ones: {type}, {provider}")
        }
    }

    private static func legal(_ value: String) -> String {
        value.isEmpty
            ? "unknown"
            : String(
                String.UnicodeScalarView(value.unicodeScalars.map { $0.isASCII && isLegal(UInt8($0.value)) ? $0 : "_" })
            )
    }

    private static func isLegal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
