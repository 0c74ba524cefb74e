import RouterCore

/// A made-up event together with the records that a store must hold after it was delivered.
package struct SampleEvent: Sendable {
    package let event: Event
    package let records: [SampleRecord]

    package var id: String { event.id }
    package var payload: [UInt8] { Array(event.payload) }
}
