/// A pattern for the keys of objects, one object a record, such as `2022-03-16/{type}/{user_id}-{start_time}.json`.
package struct ObjectKeyTemplate: Sendable, Hashable {
    /// What is wrong with a template, in words for whoever wrote it.
    package struct Mistake: Error, Sendable, Hashable {
        package let message: String
    }

    enum Part: Sendable, Hashable {
        case text(String)
        case placeholder(ObjectKeyPlaceholder)
    }

    /// The names that Terra's own destinations write.
    package static let terra = terra(fileExtension: ".json")

    /// Those names with another extension, such as `.fit`.
    package static func terra(fileExtension: String) -> ObjectKeyTemplate {
        ObjectKeyTemplate(
            segments: [
                [.text("2022-03-16")],
                [.placeholder(.type)],
                [.placeholder(.userID), .text("-"), .placeholder(.startTime), .text(fileExtension)],
            ]
        )
    }

    private let segments: [[Part]]

    /// How many names its keys have between slashes.
    package var segmentCount: Int { segments.count }

    private init(segments: [[Part]]) {
        self.segments = segments
    }

    /// Reads a template and checks that its keys stay below their root and tell users and records apart.
    package init(_ text: String) throws(Mistake) {
        var segments: [[Part]] = []
        for segment in text.split(separator: "/", omittingEmptySubsequences: false) {
            guard !segment.isEmpty else {
                throw Mistake(message: "a key must not begin or end with a slash, nor hold two in a row")
            }
            guard !segment.hasPrefix(".") else { throw Mistake(message: "no part of a key may begin with a dot") }
            segments.append(try Self.parts(of: segment))
        }
        let placeholders = segments.joined().compactMap { part in
            if case .placeholder(let placeholder) = part { placeholder } else { nil }
        }
        guard placeholders.contains(where: \.namesUser) else {
            throw Mistake(message: "without {user_id}, {reference_id} or {id} users would overwrite each other")
        }
        guard placeholders.contains(where: \.namesRecord) else {
            throw Mistake(
                message:
                    "without {start_time}, {start_date}, {timestamp}, {summary_id} or {id} days would overwrite each other"
            )
        }
        self.segments = segments
    }

    /// The key of a record; `index` is its position of `count` in the event. `suffix`, such as `.gz`, is appended.
    package func key(for record: Record, at index: Int, of count: Int, in event: Event, suffix: String = "") -> String {
        let values = ObjectKeyValues(record: record, index: index, count: count, event: event)
        var rendered: [String] = []
        for parts in segments {
            let text = parts.map { part in
                switch part {
                case .text(let text): text
                case .placeholder(let placeholder): ObjectPath.value(values[placeholder])
                }
            }.joined()
            let isLast = rendered.count == segments.count - 1
            rendered.append(ObjectPath.segment(text, suffixLength: isLast ? suffix.utf8.count : 0))
        }
        return rendered.joined(separator: "/") + suffix
    }

    private static func parts(of segment: Substring) throws(Mistake) -> [Part] {
        var parts: [Part] = []
        var rest = segment
        while let open = rest.firstIndex(of: "{") {
            if open > rest.startIndex { parts.append(.text(String(rest[..<open]))) }
            guard let close = rest[open...].firstIndex(of: "}") else { throw Mistake(message: "a { has no }") }
            let name = String(rest[rest.index(after: open)..<close])
            guard let placeholder = ObjectKeyPlaceholder(rawValue: name) else {
                let known = ObjectKeyPlaceholder.allCases.map { "{\($0.rawValue)}" }.joined(separator: ", ")
                throw Mistake(message: "unknown placeholder {\(name)}; known ones: \(known)")
            }
            parts.append(.placeholder(placeholder))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { parts.append(.text(String(rest))) }
        return parts
    }
}
