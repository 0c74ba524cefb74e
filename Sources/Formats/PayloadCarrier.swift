/// What a destination puts payloads into: not every format has every form in every carrier.
package enum PayloadCarrier: Sendable {
    /// An HTTP request, with headers of its own.
    case request
    /// A message of a stream or queue.
    case message
    /// A file or object.
    case file
}
