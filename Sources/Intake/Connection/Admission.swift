/// What is decided about a request before its body is read.
package enum Admission: Sendable {
    /// Read the body, up to this many bytes, then hand the request over.
    case collect(maxBytes: Int)
    /// Answer this whatever the body says.
    case refuse(IntakeResponse)
}
