/// What a `mongodb` section of the configuration says.
package struct MongoDBConfiguration: Sendable, Hashable {
    /// PEM files, and whether the server has to prove who it is.
    package struct TLS: Sendable, Hashable {
        package var authorityFile: String?
        /// Our certificate and its private key in one file.
        package var certificateKeyFile: String?
        package var verifiesServer: Bool

        package init(authorityFile: String? = nil, certificateKeyFile: String? = nil, verifiesServer: Bool = true) {
            self.authorityFile = authorityFile
            self.certificateKeyFile = certificateKeyFile
            self.verifiesServer = verifiesServer
        }
    }

    /// A connection string, `mongodb://…` or `mongodb+srv://…`.
    package let url: String
    package let database: String
    /// What `tls:` says; nil: the connection string alone decides.
    package let tls: TLS?
    package let key: DayKey
    package let createsIndexes: Bool

    package init(
        url: String,
        database: String,
        tls: TLS? = nil,
        key: DayKey = .startTime,
        createsIndexes: Bool = true
    ) {
        self.url = url
        self.database = database
        self.tls = tls
        self.key = key
        self.createsIndexes = createsIndexes
    }
}
