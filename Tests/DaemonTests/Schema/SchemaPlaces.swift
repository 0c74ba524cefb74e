import ConfigurationSchema
import Daemon

/// Every section that the schema knows, each where a reader meets it.
enum SchemaPlaces {
    /// Sections that every kind has in common are there once for each kind.
    static let all: [SchemaPlace] = {
        let root = SchemaPlace(path: [], section: .root, before: "", after: "")
        return [root] + places(below: root, met: [])
    }()

    private static func places(below place: SchemaPlace, met: Set<Definition>) -> [SchemaPlace] {
        place.section.settings.flatMap { setting -> [SchemaPlace] in
            // The mapping that the key stands in, with a hole behind the key.
            let parts = place.document([(setting.name, "\u{0}")]).split(separator: "\u{0}")
            guard parts.count == 2 else { return [] }
            let hole = SchemaPlace(
                path: place.path + [setting.name],
                section: place.section,
                before: String(parts[0]),
                after: String(parts[1])
            )
            return places(in: hole, setting.type, met)
        }
    }

    private static func places(in hole: SchemaPlace, _ type: SettingType, _ met: Set<Definition>) -> [SchemaPlace] {
        switch type {
        case .section(let section): found(hole, section, met)
        case .definition(let definition): places(in: hole, definition, met)
        case .list(let definition): places(in: hole.inside("[", "]"), definition, met)
        case .mapping(_, _, .destination):
            [DestinationFactory].all.flatMap { places(in: hole.inside("{d: ", "}", key: $0.kind), .kind($0.kind), met) }
        case .mapping(_, _, let definition): places(in: hole.inside("{/a: ", "}"), definition, met)
        default: []
        }
    }

    private static func places(in hole: SchemaPlace, _ definition: Definition, _ met: Set<Definition>) -> [SchemaPlace]
    {
        // A match in a match in a match is no other.
        guard let section = definition.section, !met.contains(definition) else { return [] }
        return found(hole, section, met.union([definition]))
    }

    private static func found(_ hole: SchemaPlace, _ section: SettingSection, _ met: Set<Definition>) -> [SchemaPlace] {
        let place = SchemaPlace(path: hole.path, section: section, before: hole.before, after: hole.after)
        return [place] + places(below: place, met: met)
    }
}

extension SchemaPlace {
    fileprivate func inside(_ open: String, _ close: String, key: String? = nil) -> SchemaPlace {
        let path = path + (key.map { [$0] } ?? [])
        return SchemaPlace(path: path, section: section, before: before + open, after: close + after)
    }
}
