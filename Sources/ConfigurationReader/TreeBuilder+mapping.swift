import Yams

extension TreeBuilder {
    /// The entries in the file's order; after them those that merge keys (`<<`) bring along.
    mutating func entries(
        of mapping: Node.Mapping,
        at position: SourcePosition,
        depth: Int
    ) -> [ConfigurationNode.Entry]? {
        var entries: [ConfigurationNode.Entry] = []
        var merged: [ConfigurationNode.Entry] = []
        var lines: [String: Int] = [:]
        for (keyNode, valueNode) in mapping {
            let keyPosition = keyNode.mark.map(SourcePosition.init) ?? position
            guard case .scalar(let keyScalar) = keyNode else {
                diagnostics.report("a key must be a plain word", at: keyPosition)
                continue
            }
            let key = disguise.reveal(keyScalar.string)
            guard let value = build(valueNode, near: keyPosition, depth: depth + 1) else { return nil }
            if key == "<<", keyScalar.style == .plain {
                merged += mergedEntries(of: value)
            } else if let line = lines[key] {
                diagnostics.report("duplicate key '\(key)'; it is already on line \(line)", at: keyPosition)
            } else {
                lines[key] = keyPosition.line
                entries.append(ConfigurationNode.Entry(key: key, keyPosition: keyPosition, value: value))
            }
        }
        for entry in merged where lines[entry.key] == nil {
            lines[entry.key] = entry.keyPosition.line
            entries.append(entry)
        }
        return entries
    }

    private func mergedEntries(of value: ConfigurationNode) -> [ConfigurationNode.Entry] {
        switch value.content {
        case .mapping(let entries):
            return entries
        case .list(let elements):
            return elements.flatMap(mergedEntries)
        case .scalar, .unusable:
            diagnostics.report("'<<' takes an alias of a mapping, found \(value.describedType)", at: value.position)
            return []
        }
    }
}
