import Foundation
import TestSupport
import Testing

/// `distributary schema`: SQL for a kind, or the JSON Schema of the configuration.
@Suite struct SchemaCommandTests {
    /// What `schema --json-schema` prints.
    static func jsonSchema() async throws -> String {
        try await ChildProcess.output(of: DaemonUnderTest.binary(), ["schema", "--json-schema"])
    }

    @Test func theJSONSchemaIsPrintedAlone() async throws {
        let text = try await Self.jsonSchema()
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(object["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
        let validator = SchemaValidator(schema: text)
        let objections = try await validator.objections(to: [
            "destinations: {local: {kind: sqlite, path: p}}\nroutes: [{to: local}]",
            "destinations: {local: {kind: sqlite}}\nroutes: [{to: local}]",
        ])
        #expect(objections == [[], ["$.destinations.local: 'path' is a required property"]])
    }

    @Test func theSQLOfAKindIsPrintedAsBefore() async throws {
        let result = try await ChildProcess.run(DaemonUnderTest.binary(), ["schema", "postgres", "--schema", "terra"])
        #expect(result.status == 0)
        #expect(result.output.contains("terra_users"))
    }

    @Test(arguments: [
        (["schema"], "name a KIND, one of postgres, mysql, supabase, or give --json-schema"),
        (["schema", "postgres", "--json-schema"], "KIND and --json-schema are two different things"),
        (["schema", "--json-schema", "--schema", "terra"], "--schema and --bucket are for SQL"),
    ])
    func bothOrNeitherIsAUsageError(arguments: [String], message: String) async throws {
        let result = try await ChildProcess.run(DaemonUnderTest.binary(), arguments)
        #expect(result.status == 2)
        #expect(result.output.isEmpty)
        #expect(result.errorOutput.contains(message))
    }
}
