extension SchemaRenderer {
    func rule(_ rule: SectionRule) -> SchemaValue {
        switch rule {
        case .atLeastOne(let keys):
            ["anyOf": .list(keys.map { ["required": [.string($0)]] })]
        case .implication(let condition, let consequence):
            ["if": self.condition(condition), "then": self.consequence(consequence)]
        }
    }

    private func condition(_ condition: SectionRule.Condition) -> SchemaValue {
        switch condition {
        case .has(let key):
            ["required": [.string(key)]]
        case .gives(let key):
            [
                "required": [.string(key)],
                "properties": [key: ["type": ["string", "number"], "minLength": 1]],
            ]
        case .givesAny(let key):
            ["required": [.string(key)], "properties": [key: ["type": ["string", "number"]]]]
        case .equals(let key, let values):
            ["required": [.string(key)], "properties": [key: ["enum": .list(values)]]]
        }
    }

    private func consequence(_ consequence: SectionRule.Consequence) -> SchemaValue {
        switch consequence {
        case .requires(let keys):
            ["required": names(keys)]
        case .forbids(let keys):
            ["properties": .object(Dictionary(keys.map { ($0, false) }) { first, _ in first })]
        case .leavesBlank(let keys):
            ["properties": .object(Dictionary(keys.map { ($0, ["type": "null"]) }) { first, _ in first })]
        case .allows(let key, let values):
            ["properties": [key: .object(choice(values, true))]]
        case .needs(let key, let values):
            ["properties": [key: .object(choice(values, false))], "required": [.string(key)]]
        }
    }
}
