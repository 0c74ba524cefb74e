import NIOCore
import RouterCore

/// A connection's event loop, as the place where answers to its requests are made.
struct EventLoopPlace: CompletionPlace {
    let eventLoop: any EventLoop

    var id: ObjectIdentifier { ObjectIdentifier(eventLoop) }

    func run(_ work: @escaping @Sendable () -> Void) {
        eventLoop.execute(work)
    }
}
