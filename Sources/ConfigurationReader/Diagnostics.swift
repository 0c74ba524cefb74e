/// Collects the mistakes of one file while it is read.
final class Diagnostics {
    /// No more are kept: a file with so many mistakes is no configuration file.
    static let limit = 1_000

    private struct Finding: Hashable {
        let position: SourcePosition?
        let message: String
    }

    private let file: String
    private let source: SourceText
    /// Where keys and scalars begin, sorted, once the file has been parsed.
    var marks: [SourceMark]?
    private var findings: [Finding] = []
    /// How often something was reported, repetitions among them.
    private(set) var reports = 0
    private var known: Set<Finding> = []
    private var secretKeys: Set<String> = []
    private var openSections: [ObjectIdentifier: String] = [:]

    init(file: String, source: SourceText) {
        self.file = file
        self.source = source
    }

    /// The same mistake at the same place is kept once: an alias shows one node in several places.
    func report(_ message: String, at position: SourcePosition?) {
        reports += 1
        let finding = Finding(position: position, message: message)
        guard findings.count < Self.limit, known.insert(finding).inserted else { return }
        findings.append(finding)
    }

    /// Has the values of `key` masked in every shown line: it is probably a misspelt secret.
    func treatAsSecret(_ key: String) {
        secretKeys.insert(key)
    }

    func opened(_ section: ConfigurationSection) {
        openSections[ObjectIdentifier(section)] = section.title
    }

    func closed(_ section: ConfigurationSection) {
        openSections[ObjectIdentifier(section)] = nil
    }

    var titlesOfOpenSections: [String] { openSections.values.sorted() }

    /// Sorted by position; what concerns the whole file comes first.
    var all: [Diagnostic] {
        let masking = SecretMasking(moreSecretKeys: secretKeys, marks: marks)
        return findings.enumerated().sorted { left, right in
            let first = left.element.position ?? SourcePosition(line: 0, column: 0)
            let second = right.element.position ?? SourcePosition(line: 0, column: 0)
            return first == second ? left.offset < right.offset : first < second
        }.map { _, finding in
            Diagnostic(
                file: file,
                position: finding.position,
                message: finding.message,
                snippet: finding.position.flatMap { source.snippet(at: $0, masking: masking) }
            )
        }
    }
}
