import Formats

extension Setting {
    /// `format` and the sections of the formats, for a kind that hands payloads on.
    static func formats(_ carrier: PayloadCarrier) -> [Setting] {
        let modes: [CloudEventsOptions.Mode] =
            switch carrier {
            case .request: CloudEventsOptions.Mode.allCases
            case .message, .file: [.structured]
            }
        return [
            Setting(
                "format",
                .choice(of: PayloadFormat.self),
                "The form in which payloads leave: json is the bytes as they came.",
                default: .choice(PayloadFormat.json)
            ),
            Setting("fhir", .definition(.fhir), "Options of `format: fhir`: Bundles of the HL7 CGM guide."),
            Setting("fit", .definition(.fit), "Options of `format: fit`: a FIT file for each day."),
            Setting(
                "cloudevents",
                .section(.cloudEvents(modes)),
                "Options of `format: cloudevents`: CloudEvents 1.0."
            ),
            Setting("readings", .definition(.readings), "Options of `format: readings`: a line for each reading."),
        ]
    }
}

extension [SectionRule] {
    /// Options of a format that is not the destination's would do nothing.
    static let formats: [SectionRule] = PayloadFormat.allCases.filter { $0 != .json }.map {
        .implication(.has($0.rawValue), .needs("format", [$0.rawValue]))
    }
}
