import ConfigurationReader

extension SchemaRenderer {
    static let scalars = ["string", "number", "boolean"]

    /// A decimal number above 0, and a unit of time or none.
    private static let ratePattern =
        "\\+?(?=[0-9.]*[1-9])(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?:/[smh])?"

    /// The whole string is the pattern's, or there is a reference in it.
    func whole(_ pattern: String) -> String { "^(?:\(pattern))$|\(Self.reference)" }

    func types(_ names: [String], _ isNullable: Bool) -> SchemaValue {
        let all = names + (isNullable ? ["null"] : [])
        return all.count == 1 ? .string(names[0]) : self.names(all)
    }

    func names(_ names: [String]) -> SchemaValue { .list(names.map(SchemaValue.string)) }

    /// Numbers too, where the form takes them: without quotes they are taken as they are written.
    func text(_ form: TextForm, _ isNullable: Bool) -> [String: SchemaValue] {
        var members = restriction(form)
        members["type"] = types(names(form), isNullable)
        return members
    }

    func texts(_ form: TextForm, _ isEmptyAllowed: Bool, _ isNullable: Bool) -> [String: SchemaValue] {
        var members = restriction(form)
        members["type"] = types(names(form) + ["array"], isNullable)
        members["items"] = .object(text(form, false))
        if !isEmptyAllowed { members["minItems"] = 1 }
        return members
    }

    private func names(_ form: TextForm) -> [String] { ["string"] + (form.takesNumbers ? ["number"] : []) }

    private func restriction(_ form: TextForm) -> [String: SchemaValue] {
        if form == .some { return ["minLength": 1] }
        return form.pattern.map { ["pattern": .string(whole($0))] } ?? [:]
    }

    /// A value of the type, or a string with a reference to one.
    func referable(_ type: String, _ isNullable: Bool) -> [String: SchemaValue] {
        ["type": types([type, "string"], isNullable), "pattern": .string(Self.reference)]
    }

    func integer(_ range: ClosedRange<Int>, _ isNullable: Bool) -> [String: SchemaValue] {
        var members = referable("integer", isNullable)
        members["minimum"] = .integer(range.lowerBound)
        if range.upperBound != .max { members["maximum"] = .integer(range.upperBound) }
        return members
    }

    func rate(_ isNullable: Bool) -> [String: SchemaValue] {
        [
            "type": types(["string", "number"], isNullable),
            "pattern": .string(whole(Self.ratePattern)),
            "exclusiveMinimum": 0,
        ]
    }

    func scalars(_ isNullable: Bool) -> [String: SchemaValue] {
        [
            "type": types(Self.scalars + ["array"], isNullable),
            "items": ["type": types(Self.scalars, true)],
            "minItems": 1,
        ]
    }

    /// A number with its unit; `0` needs none.
    func quantity(_ pattern: String, _ takesZero: Bool, _ isNullable: Bool) -> [String: SchemaValue] {
        var members: [String: SchemaValue] = [
            "type": types(["string"] + (takesZero ? ["integer"] : []), isNullable),
            "pattern": .string(whole(takesZero ? "0|\(pattern)" : pattern)),
        ]
        if takesZero {
            members["minimum"] = 0
            members["maximum"] = 0
        }
        return members
    }

    func choice(_ names: [String], _ isNullable: Bool) -> [String: SchemaValue] {
        // What YAML takes for a number may be meant: -1.
        let values = names.map(SchemaValue.string) + names.compactMap(Int.init).map(SchemaValue.integer)
        var alternatives: [SchemaValue] = [["enum": .list(values)], ["$ref": "#/$defs/reference"]]
        if isNullable { alternatives.append(["type": "null"]) }
        return ["anyOf": .list(alternatives)]
    }

    func alternative(_ word: String?, _ members: [String: SchemaValue]) -> [String: SchemaValue] {
        guard let word else { return members }
        return ["anyOf": [["const": .string(word)], .object(members)]]
    }

    /// What a value looks like and how large it may be, in words.
    func form(_ type: SettingType) -> String? {
        switch type {
        case .duration(let range, let word):
            let form = "A duration such as \(Quantity.durationForms)"
            return form + bounds(range) + (word.map { ", or \($0)" } ?? "") + "."
        case .size(let range):
            let lower = range.lowerBound == 0 ? "" : ", at least \(Quantity.describe(bytes: range.lowerBound))"
            let upper = range.upperBound == .max ? "" : ", at most \(Quantity.describe(bytes: range.upperBound))"
            return "A size such as \(Quantity.sizeForms)\(lower)\(upper)."
        case .integer(let range, let word):
            let bounds =
                range.upperBound == .max ? "at least \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
            return "A whole number, \(bounds)\(word.map { ", or \($0)" } ?? "")."
        case .rate:
            return "100/s, 600/m or 5000/h; a number alone is a second's."
        default:
            return nil
        }
    }

    private func bounds(_ range: ClosedRange<Duration>) -> String {
        guard range.upperBound < .seconds(1_000 * 365 * 86_400) else { return "" }
        return ", from \(Quantity.describe(range.lowerBound)) to \(Quantity.describe(range.upperBound))"
    }
}
