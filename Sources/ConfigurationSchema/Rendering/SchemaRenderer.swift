import ConfigurationReader

/// Says in JSON Schema what the settings say.
struct SchemaRenderer {
    /// A string with a reference in it: nothing is known of what it will be.
    static let reference =
        "(?:^|[^$])\\$\\{(?:[A-Za-z_][A-Za-z0-9_]*(?::-[^}]*)?|file:[^}]+)\\}"

    /// An object with these keys and no others.
    func object(_ section: SettingSection, isNullable: Bool = false) -> SchemaValue {
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
        return .object(members)
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
        case .text(let form):
            return text(form, ["string"], isNullable)
        case .texts(let form, let isEmptyAllowed):
            var members = text(TextForm(form.pattern, takesNumbers: form.takesNumbers), ["string"], isNullable)
            members["items"] = .object(text(form, ["string"], false))
            members["type"] = types(["string"] + (form.takesNumbers ? ["number"] : []) + ["array"], isNullable)
            if !isEmptyAllowed { members["minItems"] = 1 }
            return members
        case .flag:
            return ["type": types(["boolean", "string"], isNullable), "pattern": .string(Self.reference)]
        case .integer(let range, let word):
            var members: [String: SchemaValue] = [
                "type": types(["integer", "string"], isNullable),
                "pattern": .string(Self.reference),
                "minimum": .integer(range.lowerBound),
            ]
            if range.upperBound != .max { members["maximum"] = .integer(range.upperBound) }
            return alternative(word, members)
        case .number:
            return ["type": types(["number", "string"], isNullable), "pattern": .string(Self.reference)]
        case .duration(let range, let word):
            return alternative(word, quantity(Quantity.durationPattern, range.lowerBound == .zero, isNullable))
        case .size(let range):
            return quantity(Quantity.sizePattern, range.lowerBound == 0, isNullable)
        case .rate:
            return [
                "type": types(["string", "number"], isNullable),
                "pattern": .string(whole(Self.rate)),
                "exclusiveMinimum": 0,
            ]
        case .choice(let names):
            return choice(names, isNullable)
        case .scalar:
            return ["type": types(["string", "number", "boolean", "null"], false)]
        case .scalars:
            return [
                "type": types(["string", "number", "boolean", "array"], isNullable),
                "items": ["type": types(["string", "number", "boolean", "null"], false)],
                "minItems": 1,
            ]
        case .pairs, .mapping, .section, .definition, .list:
            return structure(type, isNullable)
        }
    }

    private func structure(_ type: SettingType, _ isNullable: Bool) -> [String: SchemaValue] {
        switch type {
        case .pairs(let takesBlank):
            return [
                "type": types(["object"], isNullable),
                "additionalProperties": ["type": types(["string", "number", "boolean"], takesBlank)],
            ]
        case .mapping(let names, let most, let definition):
            var members: [String: SchemaValue] = [
                "type": types(["object"], isNullable),
                "additionalProperties": reference(definition),
                "propertyNames": ["pattern": .string("^(?:\(names))$")],
                "minProperties": 1,
            ]
            if let most { members["maxProperties"] = .integer(most) }
            return members
        case .section(let section):
            guard case .object(let members) = object(section, isNullable: isNullable) else { return [:] }
            return members
        case .definition(let definition):
            let target = reference(definition)
            return isNullable ? ["anyOf": [target, ["type": "null"]]] : ["$ref": path(definition)]
        case .list(let definition):
            return ["type": types(["array"], isNullable), "items": reference(definition), "minItems": 1]
        default:
            return [:]
        }
    }

    func reference(_ definition: Definition) -> SchemaValue { ["$ref": path(definition)] }

    private func path(_ definition: Definition) -> SchemaValue { .string("#/$defs/\(definition.name)") }
}
