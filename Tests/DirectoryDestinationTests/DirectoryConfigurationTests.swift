import ConfigurationReader
import DirectoryDestination
import RouterCore
import Testing

@Suite("The directory section")
struct DirectoryConfigurationTests {
    private func read(_ text: String) -> (configuration: DirectoryConfiguration?, mistakes: [String]) {
        let file = ConfigurationFile(text: text)
        let configuration = file.root.flatMap { section in
            defer { section.finish() }
            return DirectoryDestination.configure(section)
        }
        return (configuration, file.diagnostics.map(\.message))
    }

    @Test("Only the path must be written")
    func defaults() {
        let (configuration, mistakes) = read("path: data/archive")
        #expect(mistakes.isEmpty)
        #expect(configuration == DirectoryConfiguration(path: "data/archive"))
        #expect(configuration?.key == .terra)
    }

    @Test("All keys are read")
    func all() throws {
        let (configuration, mistakes) = read(
            "path: /a\ncompression: gzip\nlayout: documents\nkey: \"{type}/{id}.json\""
        )
        #expect(mistakes.isEmpty)
        #expect(configuration?.compression == .gzip)
        #expect(try configuration?.key == ObjectKeyTemplate("{type}/{id}.json"))
        #expect(read("path: /a\nlayout: batches").configuration?.layout == .batches)
    }

    @Test(
        "Mistakes are reported",
        arguments: [
            "compression: gzip", "path: /a\nkey: \"{typ}\"", "path: /a\nlayout: batches\nkey: \"{id}\"",
            "path: /a\nkey: \"{type}\"", "path: /a\ncompression: zip", "path: /a\npaths: /b",
        ]
    )
    func mistakes(text: String) {
        #expect(read(text).mistakes.count == 1)
    }
}
