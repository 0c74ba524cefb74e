import Yams

extension TreeBuilder {
    /// The entries in the file's order; after them those that merge keys (`<<`) bring along.
    mutating func entries(of mapping: Node.Mapping, in here: Surroundings) -> [ConfigurationNode.Entry]? {
        var entries: [ConfigurationNode.Entry] = []
        var merged: [ConfigurationNode.Entry] = []
        var lines: [String: Int] = [:]
        for (keyNode, valueNode) in mapping {
            var place = here
            place.position = keyNode.mark.map(SourcePosition.init) ?? here.position
            guard case .scalar(let keyScalar) = keyNode else {
                diagnostics.report("a key must be a plain word", at: place.position)
                continue
            }
            let key = disguise.reveal(keyScalar.string)
            marks.append(SourceMark(position: place.position, path: here.path, isReference: false))
            place.path.append(key)
            guard let value = build(valueNode, in: place) else { return nil }
            if key == "<<", keyScalar.style == .plain {
                merged += mergedEntries(of: value)
            } else if let line = lines[key] {
                diagnostics.report("duplicate key '\(key)'; it is already on line \(line)", at: place.position)
            } else {
                lines[key] = place.position.line
                entries.append(ConfigurationNode.Entry(key: key, keyPosition: place.position, value: value))
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
