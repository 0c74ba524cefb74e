// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")

func module(_ name: String, _ path: String? = nil, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/\(path ?? name)", swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: settings)
}

/// What libFuzzer is built around, in builds for it alone: it brings the main function.
let fuzzers: [Target] =
    Context.environment["DISTRIBUTARY_FUZZ"] == nil
    ? []
    : [
        .executableTarget(
            name: "distributary-fuzz",
            dependencies: ["FuzzTargets"],
            path: "Tests/Fuzzer",
            swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]
        )
    ]

/// Swift's libraries go into the program: it runs where no Swift is installed, and calls them directly.
/// No test may depend on a target that is linked so: the flags would be those of the tests too, whose library is dynamic.
/// Not so for the thread sanitizer, which would free memory that it has not seen allocated.
let standalone: [LinkerSetting] =
    Context.environment["DISTRIBUTARY_SHARED_SWIFT"] != nil
    ? []
    : [
        .unsafeFlags(
            [
                "-use-ld=lld", "-static-stdlib", "-lCoreFoundation", "-l_FoundationCollections", "-l_FoundationCShims",
                "-l_FoundationICU",
            ],
            .when(platforms: [.linux])
        )
    ]

func system(_ name: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, path: "Sources/C/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

let package = Package(
    name: "distributary",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "distributary", targets: ["distributary"])],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    ],
    targets: [
        // C libraries, system calls and instructions: module maps and shims, nothing else.
        .systemLibrary(name: "CThreadName", path: "Sources/C/CThreadName"),
        .systemLibrary(name: "CAffinity", path: "Sources/C/CAffinity"),
        .systemLibrary(name: "CFileSystem", path: "Sources/C/CFileSystem"),
        .systemLibrary(name: "CMalloc", path: "Sources/C/CMalloc"),
        .systemLibrary(name: "CPolling", path: "Sources/C/CPolling"),
        .systemLibrary(name: "CByteMasks", path: "Sources/C/CByteMasks"),
        .systemLibrary(name: "CChecksum", path: "Sources/C/CChecksum"),
        system("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        system("CPostgres", pkgConfig: "libpq", apt: "libpq-dev"),
        system("CKafka", pkgConfig: "rdkafka", apt: "librdkafka-dev"),
        system("CMariaDB", pkgConfig: "libmariadb", apt: "libmariadb-dev"),
        system("CMongoC", pkgConfig: "libmongoc-1.0", apt: "libmongoc-dev"),
        system("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
        system("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),

        // Ground floor: no knowledge of events.
        module("JSONScanner", nil, ["CByteMasks"]),
        module("Threading", nil, ["CThreadName"]),
        module("Signing", nil, [crypto, cryptoExtras]),
        module("ConfigurationReader", nil, [.product(name: "Yams", package: "Yams")]),
        module("HTTPTransport", nil, ["CCurl", "CPolling", "Threading", deque]),
        module("StructuredLogging", nil, [logging]),
        module("XMLText"),
        module("JSONWriter"),
        module("AtRest", nil, [crypto]),

        // What an event is, where it goes, what a destination is.
        module("RouterCore", nil, ["JSONScanner", "ConfigurationReader", crypto, logging]),

        // Payloads in other forms.
        module("Formats", nil, ["RouterCore", "ConfigurationReader", "JSONScanner", "JSONWriter", crypto]),

        // Readings from a file, as the webhooks that Terra would send.
        module("CGMReadings", nil, ["RouterCore", crypto]),

        // History from Terra's API, and the counting of what comes of it in chunks.
        module("Backfill", nil, ["RouterCore", "JSONScanner", "HTTPTransport", "Threading", crypto]),
        module("LargeRequests", nil, ["RouterCore", "JSONScanner", "AtRest"]),

        // The machine: in, on disk, out.
        module("Journal", nil, ["RouterCore", "JSONWriter", "AtRest", "Threading", "CChecksum", logging, crypto]),
        module(
            "Delivery",
            nil,
            ["RouterCore", "AtRest", "JSONWriter", "Threading", "CSQLite", logging, grdb, deque, histogram]
        ),
        module(
            "Intake",
            nil,
            [
                "RouterCore", "JSONScanner", "Signing", "CAffinity", "CZlib", crypto, logging, hummingbirdCore,
                hummingbirdTLS, deque, nioCore, nioHTTP1, nioPosix, nioSSL,
            ]
        ),

        // What several destinations share.
        module("SQLTables", nil, ["RouterCore", "JSONScanner"]),
        module("ObjectStorage", nil, ["RouterCore", "Formats", "ConfigurationReader", "Threading", "CZlib"]),
        module("HTTPDestinations", nil, ["RouterCore", "ConfigurationReader", "HTTPTransport", logging]),
        module(
            "PayloadFetching",
            nil,
            ["RouterCore", "ConfigurationReader", "HTTPDestinations", "HTTPTransport", "JSONScanner"]
        ),
        module(
            "AWSCredentials",
            nil,
            ["RouterCore", "ConfigurationReader", "HTTPTransport", "JSONScanner", "Signing", "XMLText"]
        ),
        module(
            "AWSClient",
            nil,
            ["RouterCore", "AWSCredentials", "HTTPDestinations", "HTTPTransport", "Signing", "XMLText", crypto]
        ),
        module("GoogleCredentials", nil, ["ConfigurationReader", "HTTPTransport", "JSONScanner", "Signing", logging]),

        // Destinations: one folder each.
        module(
            "SQLiteDestination",
            "Destinations/SQLite",
            ["RouterCore", "SQLTables", "ConfigurationReader", "Threading", grdb]
        ),
        module(
            "DirectoryDestination",
            "Destinations/Directory",
            ["RouterCore", "ObjectStorage", "ConfigurationReader", "Threading", "CFileSystem"]
        ),
        module(
            "PostgresDestination",
            "Destinations/Postgres",
            ["RouterCore", "SQLTables", "ConfigurationReader", "Threading", "CPostgres", logging]
        ),
        module(
            "WebhookDestination",
            "Destinations/Webhook",
            [
                "RouterCore", "Formats", "HTTPDestinations", "ConfigurationReader", "HTTPTransport", "JSONScanner",
                "Signing", crypto, logging,
            ]
        ),
        module(
            "KafkaDestination",
            "Destinations/Kafka",
            ["RouterCore", "Formats", "ConfigurationReader", "Threading", "CKafka", logging]
        ),
        module(
            "MongoDBDestination",
            "Destinations/MongoDB",
            ["RouterCore", "ConfigurationReader", "JSONScanner", "Threading", "CMongoC", logging]
        ),
        module(
            "MySQLDestination",
            "Destinations/MySQL",
            ["RouterCore", "SQLTables", "ConfigurationReader", "Threading", "CMariaDB", crypto, logging]
        ),
        module(
            "S3Destination",
            "Destinations/S3",
            [
                "RouterCore", "ObjectStorage", "AWSCredentials", "AWSClient", "HTTPDestinations", "ConfigurationReader",
                "HTTPTransport", "Signing", "XMLText", crypto, logging,
            ]
        ),
        module(
            "SQSDestination",
            "Destinations/SQS",
            [
                "RouterCore", "Formats", "ObjectStorage", "AWSCredentials", "AWSClient", "HTTPDestinations",
                "ConfigurationReader", "HTTPTransport", "JSONScanner", "Signing", "S3Destination", crypto, logging,
            ]
        ),
        module(
            "GCSDestination",
            "Destinations/GCS",
            [
                "RouterCore", "HTTPDestinations", "ObjectStorage", "GoogleCredentials", "ConfigurationReader",
                "HTTPTransport",
                "JSONScanner", "JSONWriter", "Signing", crypto, logging,
            ]
        ),
        module(
            "FirestoreDestination",
            "Destinations/Firestore",
            [
                "RouterCore", "HTTPDestinations", "ObjectStorage", "GoogleCredentials", "ConfigurationReader",
                "HTTPTransport", "JSONScanner", "JSONWriter",
            ]
        ),
        module(
            "AzureBlobDestination",
            "Destinations/AzureBlob",
            [
                "RouterCore", "HTTPDestinations", "ObjectStorage", "ConfigurationReader", "HTTPTransport",
                "JSONScanner", "Signing", crypto,
                logging,
            ]
        ),
        module(
            "SupabaseDestination",
            "Destinations/Supabase",
            [
                "RouterCore", "HTTPDestinations", "SQLTables", "ConfigurationReader", "HTTPTransport", "JSONScanner",
                "JSONWriter", "Signing", crypto, logging,
            ]
        ),

        // The whole.
        module(
            "Daemon",
            nil,
            [
                "RouterCore", "AtRest", "ConfigurationReader", "Journal", "Delivery", "Intake", "PayloadFetching",
                "Signing", "Threading", "StructuredLogging", "HTTPTransport", "LargeRequests", "CMalloc",
                "SQLiteDestination", "DirectoryDestination", "PostgresDestination", "WebhookDestination",
                "KafkaDestination", "MongoDBDestination", "MySQLDestination", "S3Destination", "SQSDestination",
                "GCSDestination", "FirestoreDestination", "AzureBlobDestination", "SupabaseDestination",
                logging, lifecycle, unixSignals, nioPosix,
            ]
        ),
        module(
            "ConfigurationSchema",
            nil,
            [
                "RouterCore", "Formats", "ObjectStorage", "ConfigurationReader", "StructuredLogging", "Daemon",
                "SQLiteDestination", "DirectoryDestination", "PostgresDestination", "WebhookDestination",
                "KafkaDestination", "MongoDBDestination", "MySQLDestination", "S3Destination", "SQSDestination",
                "GCSDestination", "FirestoreDestination", "AzureBlobDestination", "SupabaseDestination", logging,
            ]
        ),
        .executableTarget(
            name: "distributary",
            dependencies: [
                "Daemon", "Backfill", "CGMReadings", "ConfigurationReader", "ConfigurationSchema", "Delivery",
                "HTTPTransport", "Intake", "Journal", "JSONScanner", "MongoDBDestination", "RouterCore", "Signing",
                "StructuredLogging", logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Sources/distributary",
            swiftSettings: settings,
            linkerSettings: standalone
        ),
        .executableTarget(
            name: "distributary-bench",
            dependencies: [
                "Intake", "Formats", "RouterCore", nioCore, nioPosix, logging,
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Sources/distributary-bench",
            swiftSettings: settings,
            linkerSettings: standalone
        ),

        // Tests: one target a module, what they share, and the whole.
        .target(
            name: "TestSupport",
            dependencies: [
                "RouterCore", logging, nioCore, nioPosix, httpTypes,
                nioHTTP1, nioSSL,
            ],
            path: "Tests/TestSupport",
            swiftSettings: settings
        ),
        .target(
            name: "FuzzTargets",
            dependencies: [
                "ConfigurationReader", "Daemon", "FaultyDisk", "Intake", "JSONScanner", "Journal", "RouterCore",
                "Signing", logging,
            ],
            path: "Tests/FuzzTargets",
            swiftSettings: settings
        ),
        tests("FuzzCorpusTests", ["FuzzTargets", "TestSupport"]),
        .target(
            name: "FaultyDisk",
            dependencies: ["Journal", sqlite],
            path: "Tests/FaultyDisk",
            swiftSettings: settings
        ),
        .target(
            name: "Simulator",
            dependencies: [
                "FaultyDisk", "Journal", "Delivery", "Intake", "RouterCore", "ObjectStorage", "ConfigurationReader",
                "AtRest", logging, deque,
            ],
            path: "Tests/Simulator",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "distributary-simulation",
            dependencies: [
                "Simulator",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Tests/SimulatorCommand",
            swiftSettings: settings
        ),
        tests("SimulationTests", ["Simulator", "TestSupport", "distributary-simulation"]),
        tests("ThreadingTests", ["Threading"]),
        tests("TestSupportTests", ["TestSupport", "RouterCore"]),
        tests("JSONScannerTests", ["JSONScanner"]),
        tests("ConfigurationReaderTests", ["ConfigurationReader"]),
        tests("StructuredLoggingTests", ["StructuredLogging", logging]),
        tests("SigningTests", ["Signing"]),
        tests("AtRestTests", ["AtRest", crypto]),
        tests(
            "HTTPTransportTests",
            [
                "HTTPTransport", "TestSupport", nioCore, nioPosix, nioSSL,
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]
        ),
        tests(
            "WebhookDestinationTests",
            [
                "WebhookDestination", "RouterCore", "Formats", "ConfigurationReader", "HTTPTransport", "Signing",
                "TestSupport", logging,
            ]
        ),
        tests("RouterCoreTests", ["RouterCore", "JSONScanner", "ConfigurationReader", "TestSupport"]),
        tests(
            "FormatsTests",
            ["Formats", "CGMReadings", "RouterCore", "ConfigurationReader", "JSONScanner", "TestSupport"]
        ),
        tests("CGMReadingsTests", ["CGMReadings", "RouterCore"]),
        tests("BackfillTests", ["Backfill", "HTTPTransport", "RouterCore", "TestSupport"]),
        tests("LargeRequestsTests", ["LargeRequests", "AtRest", "RouterCore", "TestSupport"]),
        tests("JournalTests", ["Journal", "FaultyDisk", "AtRest", "RouterCore", "TestSupport", logging]),
        tests(
            "DeliveryTests",
            [
                "Delivery", "FaultyDisk", "AtRest", "Journal", "RouterCore", "ConfigurationReader", "TestSupport",
                grdb, logging,
            ]
        ),
        tests(
            "IntakeTests",
            [
                "Intake", "RouterCore", "JSONScanner", "Signing", "TestSupport", "CAffinity", "CZlib", logging, nioCore,
                nioPosix,
            ]
        ),
        tests(
            "DirectoryDestinationTests",
            ["DirectoryDestination", "ObjectStorage", "RouterCore", "ConfigurationReader", "TestSupport", logging]
        ),
        tests("SQLTablesTests", ["SQLTables", "RouterCore", "TestSupport"]),
        tests(
            "SQLDestinationTests",
            [
                "SQLTables", "SQLiteDestination", "PostgresDestination", "MySQLDestination", "RouterCore",
                "ConfigurationReader", "TestSupport", grdb, logging,
            ]
        ),
        tests("ObjectStorageTests", ["ObjectStorage", "RouterCore", "Formats", "ConfigurationReader", "TestSupport"]),
        tests(
            "KafkaDestinationTests",
            ["KafkaDestination", "RouterCore", "ConfigurationReader", "TestSupport", "CKafka", logging]
        ),
        tests(
            "MongoDBDestinationTests",
            ["MongoDBDestination", "RouterCore", "ConfigurationReader", "JSONScanner", "TestSupport", logging]
        ),
        tests(
            "MySQLDestinationTests",
            ["MySQLDestination", "SQLTables", "RouterCore", "ConfigurationReader", "TestSupport", logging]
        ),
        tests(
            "AWSDestinationTests",
            [
                "S3Destination", "SQSDestination", "AWSCredentials", "AWSClient", "ObjectStorage", "HTTPTransport",
                "Signing", "XMLText", "JSONScanner", "RouterCore", "ConfigurationReader", "TestSupport", logging,
            ]
        ),
        tests(
            "GoogleDestinationTests",
            [
                "GCSDestination", "FirestoreDestination", "GoogleCredentials", "ObjectStorage", "HTTPTransport",
                "Signing", "JSONScanner", "RouterCore", "ConfigurationReader", "TestSupport", logging,
            ]
        ),
        tests(
            "AzureBlobDestinationTests",
            [
                "AzureBlobDestination", "ObjectStorage", "HTTPTransport", "Signing", "JSONScanner", "RouterCore",
                "ConfigurationReader", "TestSupport", logging,
            ]
        ),
        tests(
            "SupabaseDestinationTests",
            [
                "SupabaseDestination", "SQLTables", "HTTPTransport", "JSONScanner", "RouterCore",
                "ConfigurationReader", "TestSupport", logging,
            ]
        ),
        tests(
            "ConformanceTests",
            [
                "RouterCore", "Journal", "Delivery", "ConfigurationReader", "SQLiteDestination",
                "DirectoryDestination", "PostgresDestination", "WebhookDestination",
                "KafkaDestination", "MongoDBDestination", "MySQLDestination", "S3Destination", "SQSDestination",
                "GCSDestination", "FirestoreDestination", "AzureBlobDestination", "SupabaseDestination",
                "AWSCredentials", "HTTPTransport", "JSONScanner", "TestSupport", "CZlib", grdb, logging,
            ]
        ),
        tests(
            "DaemonTests",
            [
                "Daemon", "ConfigurationSchema", "AtRest", "Intake", "RouterCore", "ConfigurationReader",
                "PayloadFetching", "HTTPTransport", "StructuredLogging", "TestSupport", logging,
            ]
        ),
        tests("SystemTests", ["TestSupport", "RouterCore", "HTTPTransport", "CGMReadings", crypto]),
    ] + fuzzers
)
