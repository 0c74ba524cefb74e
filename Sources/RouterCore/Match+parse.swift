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
        var reader = ConditionReader(section)
        reader.read("type") { nonEmpty(section, "type").map { .type($0) } }
        reader.read("provider") { nonEmpty(section, "provider").map { .provider($0) } }
        reader.readEach("user") { section.section("user", title: "a match's user").flatMap(userConditions) }
        reader.read("glucose") {
            section.section("glucose", title: "a match's glucose").flatMap(glucose).map { .glucose($0) }
        }
        reader.read("any") { matches(section, "any", depth: depth).map { .any($0) } }
        reader.read("all") { matches(section, "all", depth: depth).map { .all($0) } }
        reader.read("not") {
            section.section("not", title: "a match's not").flatMap { nested in
                let match = parse(nested, depth: depth + 1)
                nested.finish()
                return match.map { .not($0) }
            }
        }
        reader.readEach("where") { section.section("where", title: "a match's where").flatMap(valueConditions) }
        return reader.match
    }

    /// A list that must not be empty, of strings.
    private static func nonEmpty(_ section: ConfigurationSection, _ key: String) -> [String]? {
        guard let strings = section.strings(key) else { return nil }
        guard !strings.isEmpty else {
            section.report("an empty list matches nothing; name at least one, or leave the key out", at: key)
            return nil
        }
        return strings
    }

    private static func matches(_ section: ConfigurationSection, _ key: String, depth: Int) -> [Match]? {
        guard let sections = section.sections(key, title: "a match") else { return nil }
        guard !sections.isEmpty else {
            section.report("needs at least one match", at: key)
            return nil
        }
        let matches = sections.map { nested in
            let match = parse(nested, depth: depth + 1)
            nested.finish()
            return match
        }
        return matches.contains(nil) ? nil : matches.compactMap { $0 }
    }

    private static func userConditions(_ section: ConfigurationSection) -> [Condition]? {
        defer { section.finish() }
        var reader = ConditionReader(section)
        reader.read("user_id") { section.string("user_id").map { .userID(Glob($0)) } }
        reader.read("reference_id") { section.string("reference_id").map { .referenceID(Glob($0)) } }
        guard section.has("user_id") || section.has("reference_id") else {
            section.report("needs user_id, reference_id or both")
            return nil
        }
        return reader.match?.conditions
    }

    private static func glucose(_ section: ConfigurationSection) -> GlucoseCondition? {
        defer { section.finish() }
        let below = section.number("below")
        let above = section.number("above")
        let scope = section.choice("of", of: GlucoseCondition.Scope.self)
        let isReadable = [("below", below == nil), ("above", above == nil), ("of", scope == nil)]
            .allSatisfy { key, isNil in !isNil || !section.has(key) }
        guard isReadable else { return nil }
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
