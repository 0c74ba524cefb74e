import ConfigurationSchema
import Foundation
import TestSupport
import Testing

/// The schema takes every configuration that this project shows.
@Suite struct SchemaSamplesTests {
    private static func file(_ name: String) throws -> String {
        try String(contentsOfFile: TestFiles.path("../\(name)"), encoding: .utf8)
    }

    @Test(arguments: ["destinations.yaml", "deploy/destinations.yaml"])
    func committedConfigurationsAreTaken(name: String) async throws {
        try await expectTaken([Self.file(name)])
    }

    @Test func theConfigurationOfTheKubernetesManifestIsTaken() async throws {
        let lines = try Self.file("deploy/kubernetes.yaml").components(separatedBy: "\n")
        let start = try #require(lines.firstIndex { $0.contains("destinations.yaml: |") })
        let content = lines[(start + 1)...].prefix { $0.hasPrefix("    ") || $0.isEmpty }
        let text = content.map { String($0.dropFirst(4)) }.joined(separator: "\n")
        #expect(text.contains("\ndestinations:\n"))
        try await expectTaken([text])
    }

    @Test func theReferenceAndTheSamplesOfTheReadmeAreTaken() async throws {
        let blocks = try Self.blocks(of: Self.file("README.md"))
        #expect(blocks.count >= 13)
        try await expectTaken(blocks.map(Self.completed))
        print("> \(blocks.count) samples of the README are taken by the schema")
    }

    @Test func theReferenceThatTheReadersAreTestedWithIsTaken() async throws {
        try await expectTaken([ConfigurationReferenceTests.reference])
    }

    @Test func theSmallestDestinationOfEveryKindIsTaken() async throws {
        try await expectTaken(SchemaPlaces.all.map { $0.document([]) })
    }

    private func expectTaken(_ texts: [String]) async throws {
        let validator = SchemaValidator(schema: try ConfigurationSchema.text())
        for (text, objections) in zip(texts, try await validator.objections(to: texts)) {
            #expect(objections == [], "\(text)")
        }
    }

    /// What stands between ```yaml and ```.
    private static func blocks(of text: String) -> [String] {
        text.components(separatedBy: "```yaml\n").dropFirst().compactMap { $0.components(separatedBy: "```").first }
    }

    /// Some samples show destinations alone.
    private static func completed(_ block: String) -> String {
        guard !block.contains("\nroutes:") else { return block }
        let entries = block.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
        return "destinations:\n\(entries)\nroutes: [{to: anything}]\n"
    }
}
