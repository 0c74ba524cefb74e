/// How servers are verified, and how the client shows who it is.
package struct TLSOptions: Sendable, Hashable {
    /// Path of a PEM file with the authorities to trust instead of the system's.
    package var authorityFile: String?
    /// Path of a PEM file with the client's certificate and those between it and its authority.
    package var certificateFile: String?
    /// Path of a PEM file with the private key of the client's certificate.
    package var privateKeyFile: String?
    /// False takes any certificate for any host: whoever is on the way can then read and change everything.
    package var verifiesServer = true

    package init() {}
}
