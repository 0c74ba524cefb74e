import ConfigurationReader
import ConfigurationSchema
import Daemon
import Foundation
import Testing

/// The schema knows the keys that the readers know, in every section.
@Suite struct SchemaKeysTests {
    private static let unknown = "zzz_nobody_reads"

    @Test(arguments: SchemaPlaces.all)
    func theReaderKnowsTheKeysOfTheSchemaAndNoOthers(_ place: SchemaPlace) throws {
        let text = place.document([(Self.unknown, "1")])
        let file = ConfigurationFile(text: text)
        let messages = DaemonConfiguration.load(file).diagnostics.map(\.message)
        let complaints = messages.filter { $0.hasPrefix("unknown key '\(Self.unknown)'") }
        let complaint = try #require(complaints.first, "\(text): \(messages)")
        #expect(complaints.count == 1)
        let known = try #require(complaint.components(separatedBy: "known keys: ").last)
        #expect(known.split(separator: ", ").map(String.init) == place.section.settings.map(\.name).sorted())
    }

    @Test func everyKindIsDescribed() {
        let described = SchemaPlaces.all.compactMap { $0.path.count == 2 ? $0.kind : nil }
        #expect(described.sorted() == [DestinationFactory].all.map(\.kind).sorted())
        print("> \(SchemaPlaces.all.count) sections of the schema compared with their readers")
    }

    @Test(arguments: SchemaPlaces.all)
    func everyKeyIsThereOnceAndExplained(_ place: SchemaPlace) {
        let names = place.section.settings.map(\.name)
        #expect(Set(names).count == names.count)
        for setting in place.section.settings {
            #expect(setting.summary.hasSuffix(".") && setting.summary.count > 5, "\(setting.name)")
        }
    }
}
