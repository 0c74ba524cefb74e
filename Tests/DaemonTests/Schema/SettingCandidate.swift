import ConfigurationReader
import ConfigurationSchema

/// Something that could be written behind a key.
struct SettingCandidate {
    /// What the schema and the reader are to make of it.
    enum Verdict {
        /// The same.
        case same
        /// The schema may accept it where the reader does not: what is wrong shows in no schema.
        case readerMayBeStricter
        /// The schema wants quotes, the reader does not.
        case schemaIsStricter
    }

    let yaml: String
    /// What `${VALUE}` stands for.
    var value: String?
    let verdict: Verdict

    init(_ yaml: String, _ verdict: Verdict = .same, value: String? = nil) {
        self.yaml = yaml
        self.verdict = verdict
        self.value = value
    }

    /// Of every type and shape, and at the bounds of the type's range.
    static func all(for setting: Setting) -> [SettingCandidate] {
        let general = [
            "~", "\"\"", "word", "5", "-1", "0", "1.5", "true", "\"5\"", "\"true\"", "'0'", "250ms", "1h30m", "5m0s",
            "2.5 s", "5 s 3", "1w", "5MiB", "1.5GB", "5mib", "5 M", "100/s", "0/s", "1e3/m", "5/d", "0x1p3/s", "[]",
            "[word]", "[5, \"\"]", "[[word]]", "{}", "{word: word}", "{word: [word]}",
        ]
        var candidates = general.map { SettingCandidate($0, verdict(on: $0, setting)) }
        candidates += special(setting.type)
        if case .value(let value) = setting.defaultValue, let yaml = yaml(value) {
            candidates.append(SettingCandidate(yaml))
        }
        return candidates
    }

    private static func verdict(on yaml: String, _ setting: Setting) -> Verdict {
        let isText = !"~[{".contains(yaml.prefix(1)) && yaml != "\"\""
        switch setting.type {
        // Left out they may come from the environment, which is empty here.
        case .text where yaml == "~" && ["account", "container", "region"].contains(setting.name):
            return .readerMayBeStricter
        case .text where yaml == "true", .texts where yaml == "true": return .schemaIsStricter
        case .text: return isText ? .readerMayBeStricter : .same
        case .texts: return isText || yaml == "[word]" ? .readerMayBeStricter : .same
        case .duration where ["0", "'0'", "250ms", "1h30m", "5m0s", "2.5 s"].contains(yaml): return .readerMayBeStricter
        case .size where ["0", "'0'", "5MiB", "1.5GB"].contains(yaml): return .readerMayBeStricter
        case .pairs where yaml == "{word: word}": return .readerMayBeStricter
        default: return .same
        }
    }

    private static func special(_ type: SettingType) -> [SettingCandidate] {
        let reference = "\"${VALUE}\""
        switch type {
        case .choice(let names):
            return names.map { SettingCandidate($0) }
                + names.map { SettingCandidate(reference, .readerMayBeStricter, value: $0) }
        case .integer(let range, let word):
            let inside = ["\(range.lowerBound)", "\(range.upperBound)", "+\(range.lowerBound)"]
            let outside = ["\(range.lowerBound - 1)", "\(range.upperBound.addingReportingOverflow(1).partialValue)"]
            return (inside + outside).map { SettingCandidate($0) }
                + [SettingCandidate(reference, value: "\(range.lowerBound)")]
                + (word.map { [SettingCandidate($0)] } ?? [])
        case .flag:
            return ["false", "True", "yes", "on"].map { SettingCandidate($0) }
                + [SettingCandidate(reference, value: "false")]
        case .duration(let range, let word):
            return [SettingCandidate(reference, .readerMayBeStricter, value: Quantity.describe(range.lowerBound))]
                + (word.map { [SettingCandidate($0)] } ?? [])
        case .size(let range):
            return [
                SettingCandidate(
                    reference,
                    .readerMayBeStricter,
                    value: Quantity.describe(bytes: range.lowerBound)
                )
            ]
        case .number, .rate:
            return [SettingCandidate(reference, value: "5")]
        case .scalar, .scalars:
            return [SettingCandidate(reference, value: "5"), SettingCandidate("[~, 1, true, word]")]
        case .text, .texts:
            return [SettingCandidate(reference, .readerMayBeStricter, value: "word")]
        case .pairs, .mapping, .section, .definition, .list:
            return [SettingCandidate(reference, value: "word")]
        }
    }

    private static func yaml(_ value: SchemaValue) -> String? {
        switch value {
        case .string(let text): "'\(text)'"
        case .integer(let number): "\(number)"
        case .bool(let bool): "\(bool)"
        default: nil
        }
    }
}
