import ConfigurationReader

extension FHIROptions {
    /// Nil if a mistake was reported.
    init?(_ section: ConfigurationSection) {
        self.init()
        guard let fhir = section.section("fhir", title: "the format fhir") else { return }
        defer { fhir.finish() }
        subject = fhir.choice("subject", of: Subject.self) ?? subject
        subjectSystem = fhir.string("subject_system")
        identifierSystem = fhir.string("identifier_system") ?? identifierSystem
        unit = fhir.choice("unit", of: GlucoseUnit.self) ?? unit
        assumedOffset = OffsetReader.read(fhir)
        // It stands in a search, behind which `|` and the value come.
        guard FHIROptions.isSystem(identifierSystem) else {
            fhir.report(
                "'identifier_system' must be a URI without spaces, '&', '#', '%', '+', '|', ',', '$' and '\\'",
                at: "identifier_system"
            )
            return nil
        }
        if let subjectSystem, subjectSystem.isEmpty {
            fhir.report("'subject_system' must not be empty", at: "subject_system")
            return nil
        }
    }

    private static func isSystem(_ text: String) -> Bool {
        let refused = Array(#"&#%+|,$\""#.utf8)
        return !text.isEmpty && text.contains(":")
            && text.utf8.allSatisfy { (0x21...0x7e).contains($0) && !refused.contains($0) }
    }
}
