/// One whole request: its head and all of its body.
package struct IntakeRequest: Sendable {
    package let head: RequestHead
    /// Which paths the listener that it came to answers.
    package let role: ListenerRole
    /// As it came over the wire, not yet decompressed.
    package let body: [UInt8]
    /// What the body holds of the `MemoryBudget`, in bytes.
    let reservedBytes: Int

    package init(head: RequestHead, role: ListenerRole, body: [UInt8]) {
        self.init(head: head, role: role, body: body, reservedBytes: 0)
    }

    init(head: RequestHead, role: ListenerRole, body: [UInt8], reservedBytes: Int) {
        self.head = head
        self.role = role
        self.body = body
        self.reservedBytes = reservedBytes
    }
}
