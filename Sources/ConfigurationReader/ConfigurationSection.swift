/// A mapping of the configuration file while it is being read. Every mistake found is reported to the file's
/// diagnostics, none is thrown, so that all of them can be shown at once. Keys that were never asked for are unknown:
/// `finish` reports them. Not for use from more than one thread.
package final class ConfigurationSection {
    /// What the section is, for messages: "a postgres destination". May be set once more is known of it.
    package var title: String
    /// Where the section's name is written, or its first key where it has none.
    package let position: SourcePosition

    let diagnostics: Diagnostics
    private let entries: [ConfigurationNode.Entry]
    private var asked: Set<String> = []

    init(
        _ title: String,
        _ position: SourcePosition,
        _ entries: [ConfigurationNode.Entry],
        _ diagnostics: Diagnostics
    ) {
        self.title = title
        self.position = position
        self.entries = entries
        self.diagnostics = diagnostics
        diagnostics.opened(self)
    }

    /// All that the section says, by key; in which order is of no account.
    package var content: [String: SectionContent] { SectionContent.members(entries) }

    /// The keys of this section in the file's order, for mappings whose keys the user chooses.
    package var keys: [String] { entries.map(\.key) }

    /// How many mistakes have been reported of the file so far, repetitions among them.
    package var reports: Int { diagnostics.reports }

    /// Whether the key is written at all.
    package func has(_ key: String) -> Bool {
        entry(key) != nil
    }

    /// Whether the key is written with nothing behind it, which reads as if it were absent.
    package func isBlank(_ key: String) -> Bool {
        entry(key)?.value.isAbsent ?? false
    }

    /// Where the value of `key` is written, or nil if the key is absent.
    package func position(of key: String) -> SourcePosition? {
        entry(key)?.value.position
    }

    /// Where `key` itself is written, or nil if it is absent.
    package func keyPosition(of key: String) -> SourcePosition? {
        entry(key)?.keyPosition
    }

    /// Reports a mistake at the value of `key`, or at the section where `key` is nil or absent. Never put a value into
    /// the message: it may be a secret. The line is shown anyway.
    package func report(_ message: String, at key: String? = nil) {
        diagnostics.report(message, at: key.flatMap(position(of:)) ?? position)
    }

    /// Reports a mistake at a place that was asked for before.
    package func report(_ message: String, at position: SourcePosition) {
        diagnostics.report(message, at: position)
    }

    /// Reports the keys that nobody asked for, with those that are known.
    package func finish() {
        diagnostics.closed(self)
        let known = asked.sorted()
        for entry in entries where !asked.contains(entry.key) {
            let suggestion = Suggestion.nearest(to: entry.key, among: known.filter { !has($0) })
            if suggestion.map(SecretNames.contains) ?? SecretNames.resemble(entry.key) {
                diagnostics.treatAsSecret(entry.key)
            }
            let hint = suggestion.map { "; did you mean '\($0)'?" } ?? ";"
            diagnostics.report(
                "unknown key '\(entry.key)' for \(title)\(hint) known keys: \(known.joined(separator: ", "))",
                at: entry.keyPosition
            )
        }
    }

    /// In place of `finish` where which keys are known cannot be told.
    package func finishWithoutCheckingKeys() {
        diagnostics.closed(self)
    }

    /// Marks the key as known. Nil where it is absent or has no value.
    func value(_ key: String) -> ConfigurationNode? {
        entry(key).flatMap { $0.value.isAbsent ? nil : $0.value }
    }

    func entry(_ key: String) -> ConfigurationNode.Entry? {
        asked.insert(key)
        return entries.first { $0.key == key }
    }

    /// Reports a value of the wrong type, unless it is one whose mistake was reported already.
    func reportType(_ key: String, _ value: ConfigurationNode, mustBe expected: String) {
        if case .unusable = value.content { return }
        diagnostics.report("'\(key)' must be \(expected), found \(value.describedType)", at: value.position)
    }
}
