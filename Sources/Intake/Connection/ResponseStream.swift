/// The body of an answer that goes on for as long as there is something to say and a client who listens.
package protocol ResponseStream: Sendable {
    /// What is to be sent now, a few dozen KiB at most; empty where there is nothing yet, nil at the end.
    func next() -> [UInt8]?

    /// Calls `body`, from whichever thread, whenever there is something after `next` found nothing.
    func whenReady(_ body: @escaping @Sendable () -> Void)

    /// The client has gone, or the daemon stops.
    func close()
}
