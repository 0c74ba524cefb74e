import ConfigurationReader

/// Reads keys that may be left out, and remembers whether one that is written could not be read. A key without a value
/// is a mistake: a condition that is silently left out would match too much.
struct KeyReader {
    private let section: ConfigurationSection
    private(set) var hasMistake = false

    init(_ section: ConfigurationSection) { self.section = section }

    /// What `read` gives; nil, without asking it, where the key is absent. `read` reports its own mistakes.
    mutating func read<Value>(_ key: String, _ read: () -> Value?) -> Value? {
        guard section.has(key) else { return nil }
        if section.isBlank(key) {
            section.report("'\(key)' must not be empty", at: key)
        } else if let value = read() {
            return value
        }
        hasMistake = true
        return nil
    }
}
