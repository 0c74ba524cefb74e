/// What may stand behind a key, as `ConfigurationSection` has methods to read it.
package indirect enum SettingType: Sendable {
    /// A string; a number that is written without quotes is taken as it is written.
    case text(TextForm)
    /// A list of strings, or one string that stands for a list of one.
    case texts(TextForm, isEmptyAllowed: Bool = false)
    case flag
    /// A whole number within the range, or the word.
    case integer(ClosedRange<Int>, or: String? = nil)
    case number
    /// A duration within the range, or the word.
    case duration(ClosedRange<Duration>, or: String? = nil)
    /// A size within the range, in bytes.
    case size(ClosedRange<Int>)
    /// Events in a time: `100/s`.
    case rate
    case choice([String])
    /// A string, number, bool or null.
    case scalar
    /// A list of such, or one that stands for a list of one.
    case scalars
    /// A mapping of strings to strings, under names that the user chooses.
    case pairs(takesBlank: Bool)
    /// A mapping whose keys the user chooses within the pattern; each value is the definition of that name.
    case mapping(names: String, atMost: Int? = nil, of: Definition)
    case section(SettingSection)
    /// A section that is described once for all places.
    case definition(Definition)
    /// A list with at least one section.
    case list(of: Definition)

    /// A duration of any length.
    static let duration = SettingType.duration(.zero ... .seconds(1_000 * 365 * 86_400))

    /// One of an enumeration's raw values.
    static func choice<Choice: RawRepresentable & CaseIterable>(of type: Choice.Type) -> SettingType
    where Choice.RawValue == String {
        .choice(Choice.allCases.map(\.rawValue))
    }
}
