/// What is decided about a request before its body is read.
package enum Admission: Sendable {
    /// Read the body, up to this many bytes, then hand the request over. The answer may take so long; nil: as long as
    /// `ConnectionLimits` allows.
    case collect(maxBytes: Int, answerWithin: Duration? = nil)
    /// Answer this whatever the body says.
    case refuse(IntakeResponse)
}
