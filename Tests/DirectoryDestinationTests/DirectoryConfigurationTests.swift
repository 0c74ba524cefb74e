import ConfigurationReader
import DirectoryDestination
import ObjectStorage
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
        #expect(configuration?.files.key == .terra)
    }

    @Test("All keys are read")
    func all() throws {
        let (configuration, mistakes) = read(
            "path: /a\ncompression: gzip\nlayout: documents\nkey: \"{type}/{id}.json\""
        )
        #expect(mistakes.isEmpty)
        #expect(configuration?.files.compression == .gzip)
        #expect(try configuration?.files.key == ObjectKeyTemplate("{type}/{id}.json"))
        let batches = read("path: /a\nlayout: batches").configuration?.files
        #expect(batches?.layout == .batches)
        #expect(batches?.compression == .gzip)
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
