import ConfigurationReader
import Formats
import Testing

@Suite struct PayloadEncoderSectionTests {
    private func read(
        _ text: String,
        _ carrier: PayloadCarrier = .request
    ) -> (encoder: PayloadEncoder?, mistakes: [String]) {
        let file = ConfigurationFile(text: text)
        let encoder = file.root.flatMap { section in
            let encoder = PayloadEncoder(section, carrier: carrier)
            section.finish()
            return encoder
        }
        return (encoder, file.diagnostics.map(\.message))
    }

    @Test func withoutAFormatItIsJSON() {
        #expect(read("format: json").encoder == .json)
        #expect(read("format:").encoder == .json)
    }

    @Test func everyOptionIsRead() {
        var fhir = FHIROptions()
        fhir.subject = .userID
        fhir.subjectSystem = "urn:mrn"
        fhir.identifierSystem = "https://clinic.example/cgm"
        fhir.unit = .millimolesPerLiter
        fhir.assumedOffset = 3600
        let text = """
            format: fhir
            fhir: {subject: user_id, subject_system: "urn:mrn", identifier_system: "https://clinic.example/cgm", unit: mmol/L, assume_offset: "+01:00"}
            """
        #expect(read(text).encoder == PayloadEncoder(.fhir(fhir)))
        #expect(read(text).mistakes.isEmpty)
        var fit = FITOptions()
        fit.assumedOffset = 0
        #expect(read("format: fit\nfit: {assume_offset: Z}").encoder == PayloadEncoder(.fit(fit)))
        var readings = ReadingsOptions()
        readings.encoding = .csv
        readings.unit = .millimolesPerLiter
        #expect(
            read("format: readings\nreadings: {encoding: csv, unit: mmol/L}").encoder
                == PayloadEncoder(.readings(readings))
        )
        var events = CloudEventsOptions()
        events.mode = .batch
        events.source = "/cgm"
        events.typePrefix = "org.example."
        #expect(
            read("format: cloudevents\ncloudevents: {mode: batch, source: /cgm, type_prefix: org.example.}").encoder
                == PayloadEncoder(.cloudEvents(events))
        )
    }

    @Test func cloudEventsAreBinaryOverHTTPAndStructuredElsewhere() {
        func mode(_ carrier: PayloadCarrier) -> CloudEventsOptions.Mode? {
            guard case .cloudEvents(let options) = read("format: cloudevents", carrier).encoder?.encoding else {
                return nil
            }
            return options.mode
        }
        #expect(mode(.request) == .binary)
        #expect(mode(.message) == .structured)
        #expect(mode(.file) == .structured)
    }

    @Test(arguments: [
        ("format: xml", "json, fhir, fit, cloudevents, readings"),
        ("format: json\nfhir: {}", "'fhir' is for 'format: fhir'"),
        ("fit: {assume_offset: Z}", "'fit' is for 'format: fit'"),
        ("format: fhir\nfhir: {subject: patient}", "reference_id, user_id"),
        ("format: fhir\nfhir: {unit: g/L}", "mg/dL, mmol/L"),
        ("format: fhir\nfhir: {assume_offset: 1h}", "+01:00"),
        ("format: fhir\nfhir: {assume_offset: \"+15:00\"}", "+01:00"),
        ("format: fhir\nfhir: {identifier_system: \"a b\"}", "a URI"),
        ("format: fhir\nfhir: {identifier_system: \"urn:a|b\"}", "a URI"),
        ("format: fhir\nfhir: {subject_system: \"\"}", "must not be empty"),
        ("format: fhir\nfhir: {patient: x}", "unknown key 'patient'"),
        ("format: readings\nreadings: {encoding: xml}", "ndjson, csv"),
        ("format: cloudevents\ncloudevents: {source: \"\"}", "'source'"),
    ])
    func aMistakeIsSaid(text: String, part: String) throws {
        let (_, mistakes) = read(text)
        #expect(mistakes.count == 1)
        #expect(try #require(mistakes.first).contains(part))
    }

    @Test func aMessageIsStructuredOnly() throws {
        let (_, mistakes) = read("format: cloudevents\ncloudevents: {mode: binary}", .message)
        #expect(try #require(mistakes.first).contains("structured"))
    }
}
