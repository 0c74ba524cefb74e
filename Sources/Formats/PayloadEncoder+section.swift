import ConfigurationReader

extension PayloadEncoder {
    /// Reads `format` and the section of the same name; nil if a mistake was reported. `json` where it is left out.
    package init?(_ section: ConfigurationSection, carrier: PayloadCarrier) {
        let isWritten = section.has("format") && !section.isBlank("format")
        guard let format = section.choice("format", of: PayloadFormat.self) ?? (isWritten ? nil : .json) else {
            return nil
        }
        Self.refuseOthers(section, than: format)
        switch format {
        case .json:
            self = .json
        case .fhir:
            guard let options = FHIROptions(section) else { return nil }
            self.init(.fhir(options))
        case .fit:
            guard let options = FITOptions(section) else { return nil }
            self.init(.fit(options))
        case .cloudevents:
            guard let options = CloudEventsOptions(section, carrier: carrier) else { return nil }
            self.init(.cloudEvents(options))
        case .readings:
            guard let options = ReadingsOptions(section) else { return nil }
            self.init(.readings(options))
        }
    }

    /// Options of a format that is not the destination's would do nothing: that is said.
    private static func refuseOthers(_ section: ConfigurationSection, than format: PayloadFormat) {
        for other in PayloadFormat.allCases where other != format && other != .json && section.has(other.rawValue) {
            section.report(
                "'\(other.rawValue)' is for 'format: \(other.rawValue)'",
                at: section.keyPosition(of: other.rawValue) ?? section.position
            )
        }
    }
}
