/// What bounds encoding.
package enum FormatLimits {
    /// The largest that a payload may become, in bytes: a FHIR Bundle is about eight times what it is made of, and has to
    /// be in memory as a whole.
    package static let maxEncodedBytes = 64 << 20

    /// Why an event is refused that would become larger.
    static let tooLarge = EncodedPayload.refused(
        reason: "the event would become larger than \(maxEncodedBytes >> 20) MiB in the destination's format"
    )
}
