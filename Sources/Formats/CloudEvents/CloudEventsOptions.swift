/// The section `cloudevents` of a destination.
package struct CloudEventsOptions: Sendable, Hashable {
    /// How an event is laid out.
    package enum Mode: String, Sendable, CaseIterable {
        /// Attributes in headers, the payload as the body.
        case binary
        /// Attributes and payload in one JSON document.
        case structured
        /// A JSON array of structured events.
        case batch
    }

    package var mode = Mode.structured
    /// The attribute `source`, which together with `id` names an event.
    package var source = "urn:distributary"
    /// What Terra's event type is put behind to be the attribute `type`.
    package var typePrefix = "co.tryterra."

    package init() {}
}
