/// An event, held once: events are handed from list to list, and each consists of many parts that a copy has to count.
package final class EventReference: Sendable {
    /// The event, which stays as it is.
    package let event: Event

    /// Takes the event over.
    package init(_ event: consuming Event) {
        self.event = event
    }
}
