import ConfigurationReader
import ConfigurationSchema
import Daemon
import TestSupport
import Testing

/// Of what could be written behind every key, the schema takes what the reader takes.
@Suite struct SchemaAgreementTests {
    private struct Case {
        let place: SchemaPlace
        let setting: Setting
        let candidate: SettingCandidate

        var text: String { place.document([(setting.name, candidate.yaml)]) }

        var mistakes: [String] {
            let file = ConfigurationFile(text: text, environment: { $0 == "VALUE" ? candidate.value ?? "word" : nil })
            let loaded = DaemonConfiguration.load(file)
            // Whatever could not be read must have been reported.
            let isWhole = loaded.configuration.map { $0.destinations.count == 1 } ?? true
            return loaded.diagnostics.map(\.message) + (isWhole ? [] : ["a destination went missing"])
        }
    }

    /// Sections that look the same for every kind are tried with one.
    private static let cases: [Case] = {
        var met: Set<String> = []
        return SchemaPlaces.all.flatMap { place in
            place.section.settings.flatMap { setting -> [Case] in
                let isCommon = place.path.count >= 2 && (commonKeys.contains(setting.name) || isShared(place))
                let name = [place.path.last ?? "", setting.name].joined(separator: ".")
                if isCommon, !met.insert(place.path.count == 2 ? setting.name : name).inserted { return [] }
                return SettingCandidate.all(for: setting).map { Case(place: place, setting: setting, candidate: $0) }
            }
        }
    }()

    private static let commonKeys: Set<String> = ["timeout", "concurrency", "rate", "order", "versions"]

    private static func isShared(_ place: SchemaPlace) -> Bool {
        ["batch", "retry", "backlog", "dead_letters", "fhir", "fit", "readings"].contains(place.path.last)
    }

    @Test func whatTheReaderTakesTheSchemaTakesAndTheOtherWayRound() async throws {
        let validator = SchemaValidator(schema: try ConfigurationSchema.text())
        let objections = try await validator.objections(to: Self.cases.map(\.text))
        var counts = (taken: 0, refused: 0, readerOnly: 0)
        for (one, objections) in zip(Self.cases, objections) {
            let mistakes = one.mistakes
            let found = "\(one.text): the reader says \(mistakes), the schema \(objections)"
            switch (mistakes.isEmpty, objections.isEmpty) {
            case (true, true): counts.taken += 1
            case (false, false): counts.refused += 1
            case (true, false):
                #expect(one.candidate.verdict == .schemaIsStricter, "\(found)")
            case (false, true):
                counts.readerOnly += 1
                #expect(one.candidate.verdict == .readerMayBeStricter, "\(found)")
            }
        }
        #expect(counts.taken > 1000 && counts.refused > 1000)
        print(
            "> \(Self.cases.count) configurations: reader and schema took \(counts.taken) and refused \(counts.refused); "
                + "\(counts.readerOnly) only the reader refused"
        )
    }

    /// What descriptions say of durations and sizes.
    @Test func boundsAreThoseOfTheReader() {
        for place in SchemaPlaces.all {
            for setting in place.section.settings {
                let (inside, outside) = Self.bounds(setting.type)
                for yaml in inside { #expect(!Self.isOutOfBounds(yaml, setting, place), "\(setting.name): \(yaml)") }
                for yaml in outside { #expect(Self.isOutOfBounds(yaml, setting, place), "\(setting.name): \(yaml)") }
            }
        }
    }

    private static func isOutOfBounds(_ yaml: String, _ setting: Setting, _ place: SchemaPlace) -> Bool {
        let mistakes = Case(place: place, setting: setting, candidate: SettingCandidate(yaml)).mistakes
        return mistakes.contains {
            $0.hasPrefix("'\(setting.name)' must be from ")
                || $0.hasPrefix("'\(setting.name)' must be at least ") && !$0.hasSuffix("'segment_size'")
        }
    }

    /// The first and the last of the range in bytes or milliseconds, and what lies beside them.
    private static func bounds(_ type: SettingType) -> (inside: [String], outside: [String]) {
        switch type {
        case .duration(let range, _) where range.upperBound < .seconds(400 * 86_400):
            let lower = range.lowerBound / .milliseconds(1)
            let upper = range.upperBound / .milliseconds(1)
            return (["\(Int(lower))ms", "\(Int(upper))ms"], (lower == 0 ? [] : ["0ms"]) + ["\(Int(upper) + 1)ms"])
        case .size(let range):
            let hasUpper = range.upperBound != .max
            let lower = range.lowerBound == 0 ? [] : ["\(range.lowerBound - 1)B"]
            return (
                ["\(range.lowerBound)B"] + (hasUpper ? ["\(range.upperBound)B"] : []),
                lower + (hasUpper ? ["\(range.upperBound + 1)B"] : [])
            )
        default:
            return ([], [])
        }
    }
}
