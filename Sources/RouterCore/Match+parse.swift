import ConfigurationReader
import JSONScanner

extension Match {
    /// How deep `any`, `all` and `not` may be nested.
    package static let maxDepth = 32

    /// Reads a `match` mapping. Mistakes are reported to the section, and nil is returned if there was one. The caller
    /// calls `finish` on `section`, as whoever opens a section does.
    package static func parse(_ section: ConfigurationSection) -> Match? { parse(section, depth: 1) }

    private static func parse(_ section: ConfigurationSection, depth: Int) -> Match? {
        guard depth <= maxDepth else {
            section.report("conditions are nested more than \(maxDepth) deep")
            return nil
        }
        var reader = KeyReader(section)
        var conditions: [Condition] = []
        if let types = reader.read("type", { nonEmptyList(section, "type") }) { conditions.append(.type(types)) }
        if let providers = reader.read("provider", { nonEmptyList(section, "provider") }) {
            conditions.append(.provider(providers))
        }
        if let user = reader.read(
            "user",
            { section.section("user", title: "a match's user").flatMap(userConditions) }
        ) {
            conditions += user
        }
        if let glucose = reader.read(
            "glucose",
            { section.section("glucose", title: "a match's glucose").flatMap(glucoseCondition) }
        ) {
            conditions.append(.glucose(glucose))
        }
        if let any = reader.read("any", { matches(section, "any", depth: depth) }) { conditions.append(.any(any)) }
        if let all = reader.read("all", { matches(section, "all", depth: depth) }) { conditions.append(.all(all)) }
        if let not = reader.read("not", { nested(section.section("not", title: "a match's not"), depth: depth) }) {
            conditions.append(.not(not))
        }
        if let values = reader.read(
            "where",
            { section.section("where", title: "a match's where").flatMap(valueConditions) }
        ) {
            conditions += values
        }
        return reader.hasMistake ? nil : Match(conditions)
    }

    private static func nested(_ section: ConfigurationSection?, depth: Int) -> Match? {
        guard let section else { return nil }
        let match = parse(section, depth: depth + 1)
        // Where the nesting ends, nothing was asked for, and nothing is unknown.
        if depth < maxDepth { section.finish() } else { section.finishWithoutCheckingKeys() }
        return match
    }

    private static func matches(_ section: ConfigurationSection, _ key: String, depth: Int) -> [Match]? {
        guard let sections = section.sections(key, title: "\(section.title)'s \(key)") else { return nil }
        guard !sections.isEmpty else {
            section.report("needs at least one match", at: key)
            return nil
        }
        let matches = sections.map { nested($0, depth: depth) }
        return matches.contains(nil) ? nil : matches.compactMap { $0 }
    }

    private static func nonEmptyList(_ section: ConfigurationSection, _ key: String) -> [String]? {
        guard let strings = section.strings(key) else { return nil }
        guard !strings.isEmpty else {
            section.report("an empty list matches nothing; name at least one, or leave the key out", at: key)
            return nil
        }
        return strings
    }

    private static func userConditions(_ section: ConfigurationSection) -> [Condition]? {
        defer { section.finish() }
        var reader = KeyReader(section)
        let userID = reader.read("user_id") { section.string("user_id") }
        let referenceID = reader.read("reference_id") { section.string("reference_id") }
        guard !reader.hasMistake else { return nil }
        var conditions: [Condition] = []
        if let userID { conditions.append(.userID(Glob(userID))) }
        if let referenceID { conditions.append(.referenceID(Glob(referenceID))) }
        if conditions.isEmpty { section.report("needs user_id, reference_id or both") }
        return conditions.isEmpty ? nil : conditions
    }

    private static func glucoseCondition(_ section: ConfigurationSection) -> GlucoseCondition? {
        defer { section.finish() }
        var reader = KeyReader(section)
        let below = reader.read("below") { section.number("below") }
        let above = reader.read("above") { section.number("above") }
        let scope = reader.read("of") { section.choice("of", of: GlucoseCondition.Scope.self) }
        guard !reader.hasMistake else { return nil }
        guard below != nil || above != nil else {
            section.report("needs below, above or both, in mg/dL")
            return nil
        }
        if let below, let above, below <= above {
            section.report("no reading is both below \(below) and above \(above)", at: "below")
            return nil
        }
        return GlucoseCondition(below: below, above: above, scope: scope ?? .latest)
    }
}
