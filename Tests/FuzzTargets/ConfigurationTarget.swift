import ConfigurationReader
import Daemon

/// Configuration files.
enum ConfigurationTarget {
    static func run(_ text: String) {
        let file = ConfigurationFile(
            text: text,
            environment: { $0.hasPrefix("SET") ? "value of \($0)" : nil },
            readFile: { path throws(FileProblem) in
                guard path.hasPrefix("set") else { throw FileProblem(reason: "does not exist") }
                return "secret-of-\(path)"
            }
        )
        let (configuration, diagnostics) = DaemonConfiguration.load(file)
        FuzzTarget.require((configuration == nil) != diagnostics.isEmpty, "neither a configuration nor a mistake")
        // They end a line of YAML too.
        let hasOtherLineEnds = text.unicodeScalars.contains { ["\r", "\u{85}", "\u{2028}", "\u{2029}"].contains($0) }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
        for diagnostic in diagnostics {
            FuzzTarget.require(!diagnostic.message.isEmpty, "a mistake without words")
            FuzzTarget.require(!diagnostic.description.contains("secret-of-"), "a mistake shows a secret")
            if let position = diagnostic.position {
                FuzzTarget.require(position.line >= 1 && position.column >= 1, "a mistake before the text")
                FuzzTarget.require(position.line <= lines + 1 || hasOtherLineEnds, "a mistake behind the text")
            }
        }
    }
}
