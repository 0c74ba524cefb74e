extension ConfigurationSection {
    /// A list of strings, or one string that stands for a list of one. Empty strings are reported.
    package func strings(_ key: String) -> [String]? {
        placedStrings(key)?.map(\.string)
    }

    /// As `strings`, with the place that each is written at, for mistakes in one of them.
    package func placedStrings(_ key: String) -> [(string: String, position: SourcePosition)]? {
        guard let elements = elements(key, of: "strings") else { return nil }
        var strings: [(string: String, position: SourcePosition)] = []
        for (element, scalar) in elements {
            if scalar.value == .null || scalar.text.isEmpty {
                diagnostics.report("'\(key)' must not hold an empty string", at: element.position)
            } else {
                strings.append((scalar.text, element.position))
            }
        }
        return strings.count == elements.count ? strings : nil
    }

    /// Whether a list without elements is written behind the key.
    package func isEmptyList(_ key: String) -> Bool {
        if case .list(let elements) = value(key)?.content { elements.isEmpty } else { false }
    }

    /// A list of scalars, or one that stands for a list of one.
    package func scalars(_ key: String) -> [ConfigurationScalar]? {
        elements(key, of: "single values")?.map(\.scalar.value)
    }

    /// A mapping of strings to strings, in the file's order.
    package func pairs(_ key: String) -> [(key: String, value: String)]? {
        guard let value = value(key) else { return nil }
        guard case .mapping(let entries) = value.content else {
            reportType(key, value, mustBe: "a mapping of strings to strings")
            return nil
        }
        var pairs: [(key: String, value: String)] = []
        for entry in entries {
            if case .scalar(let scalar) = entry.value.content {
                pairs.append((entry.key, scalar.text))
            } else {
                reportType(entry.key, entry.value, mustBe: "a string")
            }
        }
        return pairs.count == entries.count ? pairs : nil
    }

    /// A nested mapping, titled for messages. The caller calls `finish` on it.
    package func section(_ key: String, title: String) -> ConfigurationSection? {
        guard let entry = entry(key), !entry.value.isAbsent else { return nil }
        guard case .mapping(let entries) = entry.value.content else {
            reportType(key, entry.value, mustBe: "a mapping")
            return nil
        }
        return ConfigurationSection(title, entry.keyPosition, entries, diagnostics)
    }

    /// The elements of a list of mappings, each titled with its position ("route 2"). The caller calls `finish` on
    /// each.
    package func sections(_ key: String, title: String) -> [ConfigurationSection]? {
        guard let value = value(key) else { return nil }
        guard case .list(let elements) = value.content else {
            reportType(key, value, mustBe: "a list of mappings")
            return nil
        }
        var sections: [ConfigurationSection] = []
        for (index, element) in elements.enumerated() {
            guard case .mapping(let entries) = element.content else {
                reportType(key, element, mustBe: "a list of mappings")
                continue
            }
            sections.append(ConfigurationSection("\(title) \(index + 1)", element.position, entries, diagnostics))
        }
        return sections.count == elements.count ? sections : nil
    }

    /// Nil where the key is absent or an element is no scalar (reported).
    private func elements(_ key: String, of what: String) -> [(node: ConfigurationNode, scalar: ScalarText)]? {
        guard let value = value(key) else { return nil }
        let nodes: [ConfigurationNode] = if case .list(let nodes) = value.content { nodes } else { [value] }
        var elements: [(node: ConfigurationNode, scalar: ScalarText)] = []
        for node in nodes {
            if case .scalar(let scalar) = node.content {
                elements.append((node, scalar))
            } else {
                reportType(key, node, mustBe: "a list of \(what)")
            }
        }
        return elements.count == nodes.count ? elements : nil
    }
}
