import ConfigurationReader
import JSONScanner

extension Match {
    /// Reads a `where` mapping: a JSON pointer to each mapping of tests.
    static func valueConditions(_ section: ConfigurationSection) -> [Condition]? {
        defer { section.finish() }
        guard !section.keys.isEmpty else {
            section.report("needs at least one JSON pointer, such as /data/0/device_data/name")
            return nil
        }
        var reader = ConditionReader(section)
        for key in section.keys {
            reader.read(key) {
                // Asked for even where the pointer is wrong, so that it is not called an unknown key as well.
                let tests = section.section(key, title: "the tests of a value")
                defer { tests?.finish() }
                guard let pointer = JSONPointer(parsing: key) else {
                    section.report("not a JSON pointer: it starts with / and has ~ only in ~0 and ~1", at: key)
                    return nil
                }
                return tests.flatMap { condition(pointer, $0) }
            }
        }
        return reader.match?.conditions
    }

    private static func condition(_ pointer: JSONPointer, _ section: ConfigurationSection) -> Condition? {
        var tests: [ValueTest?] = []
        if section.has("equals") { tests.append(section.scalar("equals").map { .equals([$0]) }) }
        if section.has("in") { tests.append(section.scalars("in").map { .equals($0) }) }
        if section.has("below") { tests.append(section.number("below").map { .below($0) }) }
        if section.has("above") { tests.append(section.number("above").map { .above($0) }) }
        if section.has("matches") { tests.append(section.string("matches").flatMap { pattern($0, section) }) }
        let exists = section.bool("exists")
        guard !tests.contains(nil), exists != nil || !section.has("exists") else { return nil }
        if exists == false {
            guard tests.isEmpty else {
                section.report("a value that does not exist passes no other test", at: "exists")
                return nil
            }
            return .noValue(pointer)
        }
        guard exists == true || !tests.isEmpty else {
            section.report("needs equals, in, below, above, matches or exists")
            return nil
        }
        return .value(pointer, tests.compactMap { $0 })
    }

    private static func pattern(_ text: String, _ section: ConfigurationSection) -> ValueTest? {
        guard let pattern = TextPattern(text) else {
            section.report("not a regular expression", at: "matches")
            return nil
        }
        return .matches(pattern)
    }
}
