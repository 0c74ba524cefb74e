/// In which form payloads leave for a destination: the values of `format`.
package enum PayloadFormat: String, Sendable, CaseIterable {
    /// The bytes as they came.
    case json
    /// A transaction Bundle of the HL7 CGM Implementation Guide 1.0.0 on FHIR R4.
    case fhir
    /// A file of the FIT protocol 2.0 for each day.
    case fit
    /// CloudEvents 1.0.
    case cloudevents
    /// A line a reading.
    case readings
}
