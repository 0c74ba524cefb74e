import ConfigurationReader

/// Collects the conditions of one mapping and remembers whether one that is written could not be read.
struct ConditionReader {
    private let section: ConfigurationSection
    private var conditions: [Condition] = []
    private var hasMistake = false

    init(_ section: ConfigurationSection) { self.section = section }

    /// Nil if any key that is written could not be read.
    var match: Match? { hasMistake ? nil : Match(conditions) }

    /// Reads the condition under `key` if the key is written.
    mutating func read(_ key: String, _ condition: () -> Condition?) {
        readEach(key) { condition().map { [$0] } }
    }

    /// As `read`, for a key that stands for several conditions.
    mutating func readEach(_ key: String, _ conditions: () -> [Condition]?) {
        guard section.has(key) else { return }
        if let read = conditions() { self.conditions += read } else { hasMistake = true }
    }
}
