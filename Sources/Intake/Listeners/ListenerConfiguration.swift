/// One listener.
package struct ListenerConfiguration: Sendable, Hashable {
    package var address: ListenAddress
    package var role: ListenerRole
    package var tls: TLSFiles?

    package init(address: ListenAddress, role: ListenerRole, tls: TLSFiles? = nil) {
        self.address = address
        self.role = role
        self.tls = tls
    }
}
