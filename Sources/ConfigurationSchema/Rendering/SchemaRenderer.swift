import ConfigurationReader

/// Says in JSON Schema what the settings say.
struct SchemaRenderer {
    /// A string with a reference in it: nothing is known of what it will be.
    static let reference =
        "(?:^|[^$])\\$\\{(?:[A-Za-z_][A-Za-z0-9_]*(?::-[^}]*)?|file:[^}]+)\\}"

    /// An object with these keys and no others.
    func members(_ section: SettingSection, _ isNullable: Bool = false) -> [String: SchemaValue] {
        var members: [String: SchemaValue] = [
            "type": types(["object"], isNullable),
            "additionalProperties": false,
            "properties": .object(
                Dictionary(section.settings.map { ($0.name, property($0)) }) { first, _ in first }
            ),
        ]
        let required = section.settings.filter(\.isRequired).map(\.name)
        if !required.isEmpty { members["required"] = names(required) }
        if !section.rules.isEmpty { members["allOf"] = .list(section.rules.map(rule)) }
        return members
    }

    /// What stands behind a key, with what an editor shows of it.
    func property(_ setting: Setting) -> SchemaValue {
        var members = members(setting.type, isNullable: setting.takesBlank)
        members["description"] = .string(description(setting))
        if case .value(let value) = setting.defaultValue { members["default"] = value }
        return .object(members)
    }

    func description(_ setting: Setting) -> String {
        var sentences = [setting.summary]
        if let form = form(setting.type) { sentences.append(form) }
        switch setting.defaultValue {
        case nil: break
        case .value(.string("")): sentences.append("Default: nothing.")
        case .value(.string(let text)), .words(let text): sentences.append("Default: \(text).")
        case .value(.integer(let number)): sentences.append("Default: \(number).")
        case .value(.bool(let bool)): sentences.append("Default: \(bool).")
        case .value: break
        }
        return sentences.joined(separator: " ")
    }

    private func members(_ type: SettingType, isNullable: Bool) -> [String: SchemaValue] {
        switch type {
        case .text(let form): text(form, isNullable)
        case .texts(let form, let isEmptyAllowed): texts(form, isEmptyAllowed, isNullable)
        case .flag: referable("boolean", isNullable)
        case .integer(let range, let word): alternative(word, integer(range, isNullable))
        case .number: referable("number", isNullable)
        case .duration(let range, let word):
            alternative(word, quantity(Quantity.durationPattern, range.lowerBound == .zero, isNullable))
        case .size(let range): quantity(Quantity.sizePattern, range.lowerBound == 0, isNullable)
        case .rate: rate(isNullable)
        case .choice(let names): choice(names, isNullable)
        case .scalar: ["type": types(Self.scalars, true)]
        case .scalars: scalars(isNullable)
        case .pairs(let takesBlank): pairs(takesBlank, isNullable)
        case .mapping(let names, let most, let definition): mapping(names, most, definition, isNullable)
        case .section(let section): members(section, isNullable)
        case .definition(let definition): members(definition, isNullable)
        case .list(let definition): list(definition, isNullable)
        }
    }
}
