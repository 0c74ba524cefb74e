extension SchemaRenderer {
    /// Mappings under names that the user chooses.
    func pairs(_ takesBlank: Bool, _ isNullable: Bool) -> [String: SchemaValue] {
        ["type": types(["object"], isNullable), "additionalProperties": ["type": types(Self.scalars, takesBlank)]]
    }

    func mapping(
        _ names: String,
        _ most: Int?,
        _ definition: Definition,
        _ isNullable: Bool
    ) -> [String: SchemaValue] {
        var members: [String: SchemaValue] = [
            "type": types(["object"], isNullable),
            "additionalProperties": reference(definition),
            "propertyNames": ["pattern": .string("^(?:\(names))$")],
            "minProperties": 1,
        ]
        if let most { members["maxProperties"] = .integer(most) }
        return members
    }

    func members(_ definition: Definition, _ isNullable: Bool) -> [String: SchemaValue] {
        isNullable
            ? ["anyOf": [reference(definition), ["type": "null"]]] : ["$ref": path(definition)]
    }

    func list(_ definition: Definition, _ isNullable: Bool) -> [String: SchemaValue] {
        ["type": types(["array"], isNullable), "items": reference(definition), "minItems": 1]
    }

    func reference(_ definition: Definition) -> SchemaValue { ["$ref": path(definition)] }

    private func path(_ definition: Definition) -> SchemaValue { .string("#/$defs/\(definition.name)") }
}
