import ConfigurationReader
import ObjectStorage
import RouterCore
import Testing

@Suite("The keys of a layout")
struct LayoutConfigurationTests {
    private func read(_ text: String, hasPrefix: Bool = true) -> (LayoutConfiguration?, mistakes: [String]) {
        let file = ConfigurationFile(text: text)
        let layout = file.root.flatMap { section in
            defer { section.finish() }
            return LayoutConfiguration(section, hasPrefix: hasPrefix)
        }
        return (layout, file.diagnostics.map(\.message))
    }

    @Test("Nothing needs to be written")
    func defaults() {
        let (layout, mistakes) = read("")
        #expect(layout == LayoutConfiguration())
        #expect(mistakes.isEmpty)
    }

    @Test("All keys are read, and batches are compressed unless they are not to be")
    func all() throws {
        let (layout, mistakes) = read("prefix: a b/c\nkey: \"{id}.json\"\ncompression: gzip")
        #expect(mistakes.isEmpty)
        #expect(layout?.prefix == "a b/c")
        #expect(try layout?.key == ObjectKeyTemplate("{id}.json"))
        #expect(layout?.compression == .gzip)
        #expect(read("layout: batches").0?.compression == .gzip)
        #expect(read("layout: batches\ncompression: none").0?.compression == Compression.none)
    }

    @Test(
        "Mistakes are reported",
        arguments: [
            ("prefix: /a", "'prefix'"), ("prefix: a//b", "'prefix'"), ("prefix: a/../b/", "'prefix'"),
            ("prefix: \"a\\nb\"", "'prefix'"), ("layout: rows", "documents"), ("compression: zip", "gzip"),
            ("key: \"{typ}\"", "{typ}"), ("layout: batches\nkey: \"{id}\"", "for the layout documents"),
        ]
    )
    func mistakes(text: String, part: String) {
        let (_, mistakes) = read(text)
        #expect(mistakes.count == 1)
        #expect(mistakes.first?.contains(part) == true)
    }

    @Test("A prefix that leaves no room for keys is reported")
    func longPrefix() {
        let (layout, mistakes) = read("prefix: \(String(repeating: "p", count: 513))")
        #expect(layout == nil)
        #expect(mistakes.count == 1)
    }

    @Test("A directory has no prefix")
    func directory() {
        let (_, mistakes) = read("prefix: a", hasPrefix: false)
        #expect(mistakes.count == 1)
    }
}
