import ConfigurationReader
import JSONScanner

extension Match {
    /// Reads a `where` mapping: from each JSON pointer to a mapping of tests.
    static func valueConditions(_ section: ConfigurationSection) -> [Condition]? {
        defer { section.finish() }
        guard !section.keys.isEmpty else {
            section.report("needs at least one JSON pointer, such as /data/0/device_data/name")
            return nil
        }
        var reader = KeyReader(section)
        var conditions: [Condition] = []
        for key in section.keys {
            if let condition = reader.read(key, { valueCondition(section, key) }) { conditions.append(condition) }
        }
        return reader.hasMistake ? nil : conditions
    }

    private static func valueCondition(_ section: ConfigurationSection, _ key: String) -> Condition? {
        guard let tests = section.section(key, title: "the tests of a value") else { return nil }
        guard let pointer = JSONPointer(parsing: key) else {
            tests.finishWithoutCheckingKeys()
            section.report("not a JSON pointer: it starts with / and has ~ only in ~0 and ~1", at: key)
            return nil
        }
        defer { tests.finish() }
        return valueCondition(pointer, tests)
    }

    private static func valueCondition(_ pointer: JSONPointer, _ section: ConfigurationSection) -> Condition? {
        var reader = KeyReader(section)
        var tests: [ValueTest] = []
        // A blank one is a null, which is something to be equal to.
        let equals = section.has("equals") ? section.scalar("equals") : nil
        if let equals { tests.append(.equals([equals])) }
        if let scalars = reader.read("in", { nonEmptyScalars(section) }) { tests.append(.equals(scalars)) }
        if let bound = reader.read("below", { section.number("below") }) { tests.append(.below(bound)) }
        if let bound = reader.read("above", { section.number("above") }) { tests.append(.above(bound)) }
        if let pattern = reader.read("matches", { textPattern(section) }) { tests.append(.matches(pattern)) }
        let exists = reader.read("exists") { section.bool("exists") }
        guard !reader.hasMistake, equals != nil || !section.has("equals") else { return nil }
        switch exists {
        case nil where tests.isEmpty:
            section.report("needs equals, in, below, above, matches or exists")
            return nil
        case false? where !tests.isEmpty:
            section.report("a value that does not exist passes no other test", at: "exists")
            return nil
        case false?: return .noValue(pointer)
        case nil, true?: return .value(pointer, tests)
        }
    }

    private static func nonEmptyScalars(_ section: ConfigurationSection) -> [ConfigurationScalar]? {
        guard let scalars = section.scalars("in") else { return nil }
        if scalars.isEmpty { section.report("an empty list matches nothing; name at least one", at: "in") }
        return scalars.isEmpty ? nil : scalars
    }

    private static func textPattern(_ section: ConfigurationSection) -> TextPattern? {
        guard let text = section.string("matches") else { return nil }
        let pattern = TextPattern(text)
        if pattern == nil { section.report("not a regular expression", at: "matches") }
        return pattern
    }
}
