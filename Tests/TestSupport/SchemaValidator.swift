import Foundation

/// Holds YAML documents against a JSON Schema, with a validator that is not ours.
package struct SchemaValidator: Sendable {
    private let schema: String

    /// `schema` is the text of the schema.
    package init(schema: String) { self.schema = schema }

    /// What the schema has against each of the documents: nothing where it accepts it.
    package func objections(to documents: [String]) async throws -> [[String]] {
        let texts = try JSONEncoder().encode(documents)
        let input = Array("{\"schema\":\(schema),\"documents\":".utf8) + Array(texts) + Array("}".utf8)
        let script = TestFiles.path("Readers/configuration_schema.py")
        let output = try await ChildProcess.output(of: TestServers.python, [script], input: input)
        return try JSONDecoder().decode([[String]].self, from: Data(output.utf8))
    }
}
