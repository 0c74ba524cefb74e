import RouterCore

/// One whole request: its head and all of its body.
package struct IntakeRequest: Sendable {
    package let head: RequestHead
    /// Which paths the listener that it came to answers.
    package let role: ListenerRole
    /// As it came over the wire, not yet decompressed.
    package let body: [UInt8]
    /// Where the answer is best made; nil: anywhere.
    package let place: (any CompletionPlace)?

    package init(head: RequestHead, role: ListenerRole, body: [UInt8], place: (any CompletionPlace)? = nil) {
        self.head = head
        self.role = role
        self.body = body
        self.place = place
    }
}
