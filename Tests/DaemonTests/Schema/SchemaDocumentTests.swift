import ConfigurationSchema
import Foundation
import Testing

@Suite struct SchemaDocumentTests {
    @Test func theTextIsTheSameEveryTimeAndSortedByKey() throws {
        let text = try ConfigurationSchema.text()
        #expect(try ConfigurationSchema.text() == text)
        #expect(text.hasPrefix("{\n  \"$defs\" : {\n    \"backlog\" : {\n"))
        #expect(text.hasSuffix("\n}\n"))
    }

    @Test func itNamesItsDraftAndItself() throws {
        guard case .object(let members) = ConfigurationSchema.document else {
            Issue.record("the schema is no object")
            return
        }
        #expect(members["$schema"] == "https://json-schema.org/draft/2020-12/schema")
        #expect(members["title"] == "Distributary: destinations.yaml")
        #expect(members["$id"] == nil)
    }

    @Test func everyReferenceLeadsSomewhereAndEveryDefinitionIsUsed() throws {
        guard case .object(let members) = ConfigurationSchema.document, case .object(let defined) = members["$defs"]
        else {
            Issue.record("the schema has no definitions")
            return
        }
        let paths = Set(Self.references(in: ConfigurationSchema.document))
        #expect(paths == Set(defined.keys.map { "#/$defs/\($0)" }))
    }

    @Test func descriptionsSayUnitRangeAndDefault() throws {
        let text = try ConfigurationSchema.text()
        for said in [
            "A duration such as 500ms, 30s, 5m or 7d, from 100ms to 1h. Default: 30s.",
            "A size such as 64KiB, 64MiB or 10GiB, at least 1MiB, at most 1GiB. Default: 64MiB.",
            "A whole number, 1 to 64, or auto. Default: auto.",
        ] {
            #expect(text.contains(said))
        }
    }

    private static func references(in value: SchemaValue) -> [String] {
        switch value {
        case .object(let members):
            members.flatMap { key, member -> [String] in
                if key == "$ref", case .string(let path) = member { [path] } else { references(in: member) }
            }
        case .list(let values): values.flatMap(references)
        default: []
        }
    }
}
