import Foundation

/// Where the real servers are that `scripts/test` and `scripts/with-servers` start.
package enum TestServers {
    /// A variable that the scripts export is not there.
    package struct Missing: Error, CustomStringConvertible {
        package let variable: String

        package var description: String {
            "\(variable) is not set: run the tests with scripts/test, or this command with scripts/with-servers"
        }
    }

    /// libpq URI of the PostgreSQL server, with password and verified TLS.
    package static var postgres: String {
        get throws { try value("POSTGRES") }
    }

    /// libpq URI of pgbouncer in transaction mode in front of the same server.
    package static var pgbouncer: String {
        get throws { try value("PGBOUNCER") }
    }

    /// The folder of `initdb` and `postgres`.
    package static var postgresBinaries: String {
        get throws { try value("POSTGRES_BIN") }
    }

    /// `host:port` of a Kafka broker without TLS and credentials, which creates topics that are asked for.
    package static var kafka: String {
        get throws { try value("KAFKA") }
    }

    /// SeaweedFS, which honours conditions on writes.
    package static var s3: TestBucket {
        get throws { try bucket(at: "S3") }
    }

    /// rclone, which takes no notice of conditions on writes.
    package static var unconditionalS3: TestBucket {
        get throws { try bucket(at: "UNCONDITIONAL_S3") }
    }

    /// ministack; the bucket is not there.
    package static var aws: TestBucket {
        get throws {
            try TestBucket(
                url: value("AWS"),
                bucket: "none",
                accessKeyID: value("AWS_ACCESS_KEY_ID"),
                secretAccessKey: value("AWS_SECRET_ACCESS_KEY")
            )
        }
    }

    /// URL of a Google Cloud Storage with Google's token endpoints.
    package static var gcs: String {
        get throws { try value("GCS") }
    }

    /// File with the key of a service account that it knows.
    package static var gcsCredentials: String {
        get throws { try value("GCS_CREDENTIALS") }
    }

    /// URL of a Firestore with Google's token endpoints.
    package static var firestore: String {
        get throws { try value("FIRESTORE") }
    }

    /// File with the key of a service account that it knows.
    package static var firestoreCredentials: String {
        get throws { try value("FIRESTORE_CREDENTIALS") }
    }

    /// `mysql://` URL of the MariaDB server, with password and verified TLS.
    package static var mysql: String {
        get throws { try value("MYSQL") }
    }

    /// The folder of `mariadbd`.
    package static var mysqlBinaries: String {
        get throws { try value("MYSQL_BIN") }
    }

    /// A fresh data folder of MariaDB, to be copied.
    package static var mysqlData: String {
        get throws { try value("MYSQL_DATA") }
    }

    /// `mongodb://` URL of secantusdb, which speaks MongoDB's protocol, with SCRAM and verified TLS.
    package static var mongodb: String {
        get throws { try value("MONGODB") }
    }

    /// The program of secantusdb.
    package static var mongodbBinary: String {
        get throws { try value("MONGODB_BIN") }
    }

    /// PEM file of the certificate for 127.0.0.1 and localhost.
    package static var certificate: String {
        get throws { try value("CERTIFICATE") }
    }

    /// PEM file of the certificate's private key.
    package static var privateKey: String {
        get throws { try value("PRIVATE_KEY") }
    }

    /// PEM file of the authority that issued the certificate.
    package static var certificateAuthority: String {
        get throws { try value("CA") }
    }

    /// Python with the packages that tests use.
    package static var python: String {
        get throws { try value("PYTHON") }
    }

    private static func bucket(at name: String) throws -> TestBucket {
        try TestBucket(
            url: value(name),
            bucket: value("S3_BUCKET"),
            accessKeyID: value("S3_ACCESS_KEY_ID"),
            secretAccessKey: value("S3_SECRET_ACCESS_KEY")
        )
    }

    /// Connection string of the Blob service: endpoint, account and key.
    package static var azureBlob: String {
        get throws { try value("AZURE_BLOB") }
    }

    /// What the Blob service's token endpoints take for a federated token, a secret or a header.
    package static var azureFederatedToken: String {
        get throws { try value("AZURE_FEDERATED_TOKEN") }
    }

    /// URL of the Supabase project.
    package static var supabase: String {
        get throws { try value("SUPABASE") }
    }

    /// A key of the Supabase project of the role service_role.
    package static var supabaseKey: String {
        get throws { try value("SUPABASE_KEY") }
    }

    /// A key of the Supabase project of the newer form, with the same rights.
    package static var supabaseSecretKey: String {
        get throws { try value("SUPABASE_SECRET_KEY") }
    }

    /// A key of the Supabase project of the role anon.
    package static var supabaseAnonKey: String {
        get throws { try value("SUPABASE_ANON_KEY") }
    }

    /// What the keys of the Supabase project are signed with.
    package static var supabaseJWTSecret: String {
        get throws { try value("SUPABASE_JWT_SECRET") }
    }

    private static func value(_ name: String) throws -> String {
        let variable = "DISTRIBUTARY_TEST_\(name)"
        guard let value = ProcessInfo.processInfo.environment[variable], !value.isEmpty else {
            throw Missing(variable: variable)
        }
        return value
    }
}
