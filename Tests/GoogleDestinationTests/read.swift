import ConfigurationReader
import RouterCore
import Testing

/// Reads a section of the configuration, and what is wrong with it, each mistake with its line.
func read<Configuration>(
    _ yaml: String,
    _ configure: (ConfigurationSection) -> Configuration?
) throws -> (configuration: Configuration?, mistakes: [String]) {
    let file = ConfigurationFile(text: yaml)
    let section = try #require(file.root)
    section.title = "a destination"
    let configuration = configure(section)
    section.finish()
    #expect(file.titlesOfUnfinishedSections.isEmpty)
    return (configuration, file.diagnostics.map { "\($0.position?.line ?? 0): \($0.message)" })
}
