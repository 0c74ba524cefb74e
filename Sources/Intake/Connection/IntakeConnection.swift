import HummingbirdCore
import NIOCore

/// One connection, as Hummingbird's server is told of it.
struct IntakeConnection: ServerChildChannelValue {
    let channel: any Channel
}
