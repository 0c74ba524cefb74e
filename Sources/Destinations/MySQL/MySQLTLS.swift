/// How the server has to prove who it is.
package struct MySQLTLS: Sendable, Hashable {
    package enum Mode: Sendable, Hashable {
        /// TLS, the chain of the certificate and its name verified.
        case verified
        /// TLS with whoever answers.
        case unverified
        /// None.
        case disabled
    }

    package var mode: Mode
    /// PEM file of authorities; nil: those of the system.
    package var authorityFile: String?
    /// PEM files of our own certificate and its key, for servers that ask for one.
    package var certificateFile: String?
    package var privateKeyFile: String?

    package init(
        mode: Mode,
        authorityFile: String? = nil,
        certificateFile: String? = nil,
        privateKeyFile: String? = nil
    ) {
        self.mode = mode
        self.authorityFile = authorityFile
        self.certificateFile = certificateFile
        self.privateKeyFile = privateKeyFile
    }
}
