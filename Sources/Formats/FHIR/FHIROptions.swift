/// The section `fhir` of a destination.
package struct FHIROptions: Sendable, Hashable {
    /// Whose id names the patient.
    package enum Subject: String, Sendable, CaseIterable {
        case referenceID = "reference_id"
        case userID = "user_id"
    }

    package var subject = Subject.referenceID
    /// The system of the patient's identifier: the subject is then named by identifier; nil: it is `Patient/ID`.
    package var subjectSystem: String?
    /// The system of the identifiers that readings, summaries and devices get.
    package var identifierSystem = "urn:distributary:cgm"
    package var unit = GlucoseUnit.milligramsPerDeciliter
    /// Seconds east of UTC of times that come without an offset, which FHIR does not take; nil: they are refused.
    package var assumedOffset: Int?

    package init() {}
}
