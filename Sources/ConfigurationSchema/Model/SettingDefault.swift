import ConfigurationReader

/// What holds where a key is left out.
package enum SettingDefault: Sendable, Hashable {
    /// A value that could be written behind the key.
    case value(SchemaValue)
    /// What is no such value, in words: "the region of the environment".
    case words(String)

    static func duration(_ duration: Duration) -> SettingDefault { .value(.string(Quantity.describe(duration))) }

    static func size(_ bytes: Int) -> SettingDefault { .value(.string(Quantity.describe(bytes: bytes))) }

    static func choice(_ value: some RawRepresentable<String>) -> SettingDefault { .value(.string(value.rawValue)) }

    static func count(_ number: Int) -> SettingDefault { .value(.integer(number)) }
}

extension SettingDefault: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self = .value(.string(value)) }
}

extension SettingDefault: ExpressibleByBooleanLiteral {
    package init(booleanLiteral value: Bool) { self = .value(.bool(value)) }
}

extension SettingDefault: ExpressibleByIntegerLiteral {
    package init(integerLiteral value: Int) { self = .value(.integer(value)) }
}
