import Foundation

/// A configuration file: YAML, in which scalars may refer to environment variables and files.
package final class ConfigurationFile {
    /// The most bytes that the file may have.
    package static let sizeLimit = BoundedFile.sizeLimit

    /// Nil where the text is no YAML mapping; why is in `diagnostics`. An empty file is an empty section.
    package let root: ConfigurationSection?

    private let findings: Diagnostics

    /// Reads `text`. `name` is shown in diagnostics; `readFile` is given the path of `${file:PATH}` as it is written,
    /// and throws a `FileProblem`.
    package init(
        text: String,
        name: String = "destinations.yaml",
        environment: (String) -> String? = { _ in nil },
        readFile: (String) throws -> String = { _ in throw FileProblem(reason: "does not exist") }
    ) {
        let text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
        let diagnostics = Diagnostics(file: name, source: SourceText(text))
        self.findings = diagnostics
        self.root = withoutActuallyEscaping(environment) { environment in
            withoutActuallyEscaping(readFile) { readFile in
                let substitution = Substitution(environment: environment, readFile: readFile)
                return Self.tree(of: text, substitution, diagnostics).flatMap { Self.root(from: $0, diagnostics) }
            }
        }
    }

    /// Reads the file at `path` with the process's environment. The paths in it are relative to its folder.
    package convenience init(path: String) throws(FileProblem) {
        let text = try BoundedFile.read(path)
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        let environment = ProcessInfo.processInfo.environment
        self.init(
            text: text,
            name: path,
            environment: { environment[$0] },
            readFile: { try BoundedFile.read(URL(fileURLWithPath: $0, relativeTo: folder).path) }
        )
    }

    /// Every mistake found so far, by position.
    package var diagnostics: [Diagnostic] { findings.all }

    /// The titles of sections that were handed out and never finished, whose unknown keys went unreported: for tests.
    package var titlesOfUnfinishedSections: [String] { findings.titlesOfOpenSections }

    private static func tree(
        of text: String,
        _ substitution: Substitution,
        _ diagnostics: Diagnostics
    ) -> ConfigurationNode? {
        guard text.utf8.count <= sizeLimit else {
            diagnostics.report("larger than 1 MiB", at: nil)
            return nil
        }
        var disguise = KeyDisguise()
        var current = text
        while true {
            switch YAMLComposer.compose(current) {
            case .root(let node):
                guard let node else { return .empty }
                var builder = TreeBuilder(substitution: substitution, disguise: disguise, diagnostics: diagnostics)
                guard let tree = builder.build(node) else { return nil }
                diagnostics.marks = builder.marks.sorted { $0.position < $1.position }
                return tree
            case .duplicateKeys(let names, let position):
                guard let hidden = disguise.hide(names, in: current) else {
                    diagnostics.report("a key of this mapping is written twice", at: position)
                    return nil
                }
                current = hidden
            case .mistake(let message, let position):
                diagnostics.report(disguise.reveal(message), at: position)
                return nil
            }
        }
    }

    private static func root(from node: ConfigurationNode, _ diagnostics: Diagnostics) -> ConfigurationSection? {
        switch node.content {
        case .mapping(let entries):
            return ConfigurationSection("the top level", node.position, entries, diagnostics)
        case .scalar where node.isAbsent:
            return ConfigurationSection("the top level", node.position, [], diagnostics)
        default:
            diagnostics.report(
                "must be a mapping (lines of 'key: value'), found \(node.describedType)",
                at: node.position
            )
            return nil
        }
    }
}
