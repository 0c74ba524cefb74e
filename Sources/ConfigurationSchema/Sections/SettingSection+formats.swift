import Formats

extension SettingSection {
    static let fhir: SettingSection = {
        let options = FHIROptions()
        return SettingSection([
            Setting(
                "subject",
                .choice(of: FHIROptions.Subject.self),
                "Whose id names the patient.",
                default: .choice(options.subject)
            ),
            Setting(
                "subject_system",
                .text(.some),
                "The system of the patient's identifier, a URI.",
                default: .words("the id is the server's own: Patient/ID")
            ),
            Setting(
                "identifier_system",
                .text(TextForm("(?=[^:]*:)(?:(?![&#%+|,$\\\\\"])[!-~])+", takesNumbers: false)),
                "The system of the identifiers that readings, summaries and sensors get, a URI.",
                default: .value(.string(options.identifierSystem))
            ),
            unit(options.unit),
            assumedOffset,
        ])
    }()

    static let fit = SettingSection([assumedOffset])

    static let readings: SettingSection = {
        let options = ReadingsOptions()
        return SettingSection([
            Setting(
                "encoding",
                .choice(of: ReadingsOptions.Encoding.self),
                "How a line is written.",
                default: .choice(options.encoding)
            ),
            unit(options.unit),
        ])
    }()

    /// The modes that the carrier has.
    static func cloudEvents(_ modes: [CloudEventsOptions.Mode]) -> SettingSection {
        let options = CloudEventsOptions()
        return SettingSection([
            Setting(
                "mode",
                .choice(modes.map(\.rawValue)),
                modes.count > 1
                    ? "Attributes in headers (binary), in one document with the payload (structured), or a list of such."
                    : "Attributes and payload in one document.",
                default: .choice(modes.first ?? .structured)
            ),
            Setting(
                "source",
                .text(TextForm("[!-~]+")),
                "The attribute `source`, a URI.",
                default: .value(.string(options.source))
            ),
            Setting(
                "type_prefix",
                .text(.any),
                "What Terra's type is put behind to be the attribute `type`.",
                default: .value(.string(options.typePrefix))
            ),
        ])
    }

    private static func unit(_ usual: GlucoseUnit) -> Setting {
        Setting("unit", .choice(of: GlucoseUnit.self), "The unit of readings.", default: .choice(usual))
    }

    private static let assumedOffset = Setting(
        "assume_offset",
        .text(.offset),
        "The offset from UTC of times that come without one, such as \"+01:00\" or Z.",
        default: .words("such events are dead letters")
    )
}
