import ConfigurationReader
import RouterCore

/// The configuration of a test is wrong.
struct ConfigurationMistakes: Error, CustomStringConvertible {
    let description: String
}

/// Makes a destination from its keys as they would stand in `destinations.yaml`.
func configured<D: Destination>(
    _ type: D.Type,
    _ keys: [String: String],
    _ context: DestinationContext
) throws -> D {
    let lines = keys.map { "\($0.key): '\($0.value.replacing("'", with: "''"))'\n" }
    let file = ConfigurationFile(text: lines.joined())
    let configuration = file.root.flatMap { section in
        defer { section.finish() }
        return D.configure(section)
    }
    guard let configuration, file.diagnostics.isEmpty else {
        throw ConfigurationMistakes(description: file.diagnostics.map(\.description).joined(separator: "\n"))
    }
    return D(configuration: configuration, context: context)
}
