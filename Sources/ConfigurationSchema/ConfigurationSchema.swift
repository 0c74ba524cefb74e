import Daemon
import Foundation

/// The JSON Schema (draft 2020-12) of `destinations.yaml`, for editors.
///
/// It takes whatever the readers take, but for `true` and `false` without quotes where a text is meant; of what they
/// refuse it sees the keys, the types and what stands in one section.
package enum ConfigurationSchema {
    /// The schema.
    package static let document: SchemaValue = {
        let renderer = SchemaRenderer()
        var members = renderer.members(.root)
        members["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        members["title"] = "Distributary: destinations.yaml"
        members["description"] = """
            What Distributary takes in and where it goes. A string may hold references: ${NAME} is an environment \
            variable, ${NAME:-default} has a default, ${file:PATH} is the content of a file, $${ is a literal ${.
            """
        var definitions = Definition.all.map { ($0.name, definition($0, renderer)) }
        definitions.append(("reference", ["type": "string", "pattern": .string(SchemaRenderer.reference)]))
        members["$defs"] = .object(Dictionary(definitions) { first, _ in first })
        return .object(members)
    }()

    /// The schema as text with a line break at its end: indented, keys sorted, the same every time.
    package static func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(document), as: UTF8.self) + "\n"
    }

    private static func definition(_ definition: Definition, _ renderer: SchemaRenderer) -> SchemaValue {
        definition.section.map { .object(renderer.members($0)) } ?? destination(renderer)
    }

    /// Which keys there are depends on the kind.
    private static func destination(_ renderer: SchemaRenderer) -> SchemaValue {
        let kinds = [DestinationFactory].all.map(\.kind).sorted()
        let kind = Setting("kind", .choice(kinds), "What kind of destination it is.", isRequired: true)
        return [
            "type": "object",
            "properties": ["kind": renderer.property(kind)],
            "required": ["kind"],
            "allOf": .list(
                kinds.filter { Definition.kind($0).section != nil }.map { kind in
                    [
                        "if": ["properties": ["kind": ["const": .string(kind)]], "required": ["kind"]],
                        "then": renderer.reference(.kind(kind)),
                    ]
                }
            ),
        ]
    }
}
