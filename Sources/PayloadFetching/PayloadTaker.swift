package import RouterCore

/// What is done with what was fetched, and with what could not be.
package protocol PayloadTaker: Sendable {
    /// Makes a payload safe as an event of its own, which goes the ways that the routes give it.
    func take(_ payload: [UInt8], isCompressed: Bool, inPlaceOf pointer: Event) async -> PayloadOutcome

    /// Puts the pointer into the dead letters of every destination that its routes name. False where that has not been
    /// made safe for all of them; asked again, none gets it twice.
    func bury(_ pointer: Event, reason: String) async -> Bool
}
