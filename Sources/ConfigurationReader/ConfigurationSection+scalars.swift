extension ConfigurationSection {
    /// Nil if the key is absent or its value is no string (reported). A number or bool written without quotes is
    /// taken as it is written.
    package func string(_ key: String) -> String? {
        guard let value = value(key) else { return nil }
        guard case .scalar(let scalar) = value.content else {
            reportType(key, value, mustBe: "a string")
            return nil
        }
        return scalar.text
    }

    /// As `string`, and reports an absent key and an empty value.
    package func requiredString(_ key: String) -> String? {
        guard has(key) else {
            report("missing key '\(key)' for \(title)")
            return nil
        }
        guard value(key) != nil else {
            report("'\(key)' must not be empty", at: key)
            return nil
        }
        guard let string = string(key) else { return nil }
        if string.isEmpty { report("'\(key)' must not be empty", at: key) }
        return string.isEmpty ? nil : string
    }

    /// Nil if the key is absent, if its value is `word`, or if it is no whole number within `range` (reported).
    package func integer(_ key: String, in range: ClosedRange<Int> = 0...Int.max, or word: String? = nil) -> Int? {
        guard let value = value(key), let scalar = scalarText(key, value, mustBe: "a whole number", or: word) else {
            return nil
        }
        guard case .number = scalar.valueWhereNoStringIsWanted, let number = Int(scalar.text) else {
            reportType(key, value, mustBe: Self.alternatives("a whole number", word))
            return nil
        }
        guard range.contains(number) else {
            report("'\(key)' \(Self.describe(range))", at: key)
            return nil
        }
        return number
    }

    /// A whole or decimal number.
    package func number(_ key: String) -> Double? {
        guard let value = value(key), let scalar = scalarText(key, value, mustBe: "a number", or: nil) else {
            return nil
        }
        guard case .number(let number) = scalar.valueWhereNoStringIsWanted else {
            reportType(key, value, mustBe: "a number")
            return nil
        }
        return number
    }

    /// `true` or `false`.
    package func bool(_ key: String) -> Bool? {
        guard let value = value(key), let scalar = scalarText(key, value, mustBe: "true or false", or: nil) else {
            return nil
        }
        guard case .bool(let bool) = scalar.valueWhereNoStringIsWanted else {
            reportType(key, value, mustBe: "true or false")
            return nil
        }
        return bool
    }

    /// Nil if the key is absent, if its value is `word`, or if it is no duration such as `30s` within `range`
    /// (reported).
    package func duration(
        _ key: String,
        in range: ClosedRange<Duration> = .zero ... .seconds(1_000 * 365 * 86_400),
        or word: String? = nil
    ) -> Duration? {
        let expected = "a duration such as \(Quantity.durationForms)"
        guard let value = value(key), let scalar = scalarText(key, value, mustBe: expected, or: word) else {
            return nil
        }
        guard let duration = Quantity.duration(scalar.text) else {
            reportQuantity(key, value, scalar, mustBe: Self.alternatives(expected, word))
            return nil
        }
        guard range.contains(duration) else {
            let bounds = "\(Quantity.describe(range.lowerBound)) to \(Quantity.describe(range.upperBound))"
            report("'\(key)' must be from \(bounds)", at: key)
            return nil
        }
        return duration
    }

    /// A size such as `64MiB`, in bytes. Nil if the key is absent, or its value is no size within `range` (reported).
    package func size(_ key: String, in range: ClosedRange<Int> = 0...Int.max) -> Int? {
        let expected = "a size such as \(Quantity.sizeForms)"
        guard let value = value(key), let scalar = scalarText(key, value, mustBe: expected, or: nil) else { return nil }
        guard let size = Quantity.size(scalar.text) else {
            reportQuantity(key, value, scalar, mustBe: expected)
            return nil
        }
        guard range.contains(size) else {
            let lower = "at least \(Quantity.describe(bytes: range.lowerBound))"
            let upper = range.upperBound == .max ? "" : " and at most \(Quantity.describe(bytes: range.upperBound))"
            report("'\(key)' must be \(lower)\(upper)", at: key)
            return nil
        }
        return size
    }

    /// One of an enumeration's raw values.
    package func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, of type: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        choice(key, among: Choice.allCases.map(\.rawValue)).flatMap(Choice.init(rawValue:))
    }

    /// One of `names`.
    package func choice(_ key: String, among names: [String]) -> String? {
        let expected = "one of \(names.joined(separator: ", "))"
        guard let value = value(key), let scalar = scalarText(key, value, mustBe: expected, or: nil) else { return nil }
        if names.contains(scalar.text) { return scalar.text }
        let hint = scalar.isSubstituted ? "" : Suggestion.clause(for: scalar.text, among: names)
        report("'\(key)' must be \(expected)\(hint)", at: key)
        return nil
    }

    /// A string, number, bool or null; nil if the key is absent.
    package func scalar(_ key: String) -> ConfigurationScalar? {
        guard let value = entry(key)?.value else { return nil }
        guard case .scalar(let scalar) = value.content else {
            reportType(key, value, mustBe: "a single value")
            return nil
        }
        return scalar.value
    }

    /// Nil where the value is `word`, or no scalar (reported).
    private func scalarText(
        _ key: String,
        _ value: ConfigurationNode,
        mustBe expected: String,
        or word: String?
    ) -> ScalarText? {
        guard case .scalar(let scalar) = value.content else {
            reportType(key, value, mustBe: Self.alternatives(expected, word))
            return nil
        }
        return word == scalar.text ? nil : scalar
    }

    private func reportQuantity(
        _ key: String,
        _ value: ConfigurationNode,
        _ scalar: ScalarText,
        mustBe expected: String
    ) {
        let isNumber = if case .number = scalar.valueWhereNoStringIsWanted { true } else { false }
        let found = isNumber ? ", found a number without a unit" : ""
        report("'\(key)' must be \(expected)\(found)", at: key)
    }

    private static func alternatives(_ expected: String, _ word: String?) -> String {
        word.map { "'\($0)' or \(expected)" } ?? expected
    }

    private static func describe(_ range: ClosedRange<Int>) -> String {
        range.upperBound == .max
            ? "must be at least \(range.lowerBound)" : "must be from \(range.lowerBound) to \(range.upperBound)"
    }
}
