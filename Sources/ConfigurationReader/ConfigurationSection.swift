/// A mapping of the configuration file while it is being read. Every mistake found is reported to the file's
/// diagnostics, none is thrown, so that all of them can be shown at once. Keys that were never asked for are unknown:
/// `finish` reports them. Not for use from more than one thread.
package final class ConfigurationSection {
    /// What the section is, for messages: "a postgres destination".
    package let title: String

    init(title: String) { self.title = title }

    /// Whether the key is written at all.
    package func has(_ key: String) -> Bool { false }
    /// Nil if the key is absent or its value is no string (reported).
    package func string(_ key: String) -> String? { nil }
    /// As `string`, and reports an absent key.
    package func requiredString(_ key: String) -> String? { nil }
    package func integer(_ key: String, in range: ClosedRange<Int> = 0...Int.max) -> Int? { nil }
    package func bool(_ key: String) -> Bool? { nil }
    package func duration(_ key: String) -> Duration? { nil }
    /// A size such as `64MiB`, in bytes.
    package func size(_ key: String) -> Int? { nil }
    /// A list of strings, or one string that stands for a list of one.
    package func strings(_ key: String) -> [String]? { nil }
    /// A mapping of strings to strings, in the file's order.
    package func pairs(_ key: String) -> [(key: String, value: String)]? { nil }
    /// One of an enumeration's raw values.
    package func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, of type: Choice.Type) -> Choice?
    where Choice.RawValue == String { nil }
    /// A nested mapping, titled for messages. The caller calls `finish` on it.
    package func section(_ key: String, title: String) -> ConfigurationSection? { nil }
    /// The elements of a list of mappings, each titled with its position. The caller calls `finish` on each.
    package func sections(_ key: String, title: String) -> [ConfigurationSection]? { nil }
    /// The keys of this section in the file's order, for mappings whose keys the user chooses.
    package var keys: [String] { [] }
    /// A whole or decimal number.
    package func number(_ key: String) -> Double? { nil }
    /// A string, number, bool or null.
    package func scalar(_ key: String) -> ConfigurationScalar? { nil }
    /// A list of scalars, or one that stands for a list of one.
    package func scalars(_ key: String) -> [ConfigurationScalar]? { nil }
    /// Reports a mistake at the value of `key`, or at the section where `key` is nil or absent.
    package func report(_ message: String, at key: String? = nil) {}
    /// Reports the keys that nobody asked for, with those that are known.
    package func finish() {}
}
