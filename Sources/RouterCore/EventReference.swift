/// An event, held once: events are handed from list to list, and each consists of many parts that a copy has to count.
package final class EventReference: Sendable {
    package let event: Event

    package init(_ event: consuming Event) {
        self.event = event
    }
}
