extension Setting {
    /// TLS of a destination over HTTP.
    static let tls = Setting("tls", .definition(.tls), "TLS: authorities, a client's certificate.")

    static let authority = Setting(
        "ca",
        .text(.any),
        "A PEM file of the authorities that are trusted.",
        default: .words("those of the system")
    )

    static let certificate = Setting("certificate", .text(.any), "A PEM file with the client's certificate.")

    static let privateKey = Setting("private_key", .text(.any), "A PEM file with the certificate's private key.")

    static let verify = Setting(
        "verify",
        .flag,
        "Whether the server has to prove who it is.",
        default: true
    )

    static func connections(_ range: ClosedRange<Int>, usual: Int) -> Setting {
        Setting("connections", .integer(range), "Requests on the way at once.", default: .count(usual))
    }

    /// The credentials of AWS, and the region.
    static let aws: [Setting] = [
        Setting(
            "region",
            .text(.characters("a-z0-9-", 1...63)),
            "The region, such as eu-west-2.",
            default: .words("that of the environment or the profile; us-east-1 where an endpoint is written")
        ),
        Setting("access_key_id", .text(.any), "The access key's id.", default: .words("what AWS's own tools find")),
        Setting("secret_access_key", .text(.any), "The access key's secret."),
        Setting("session_token", .text(.any), "The session token of temporary credentials. A secret."),
        Setting("profile", .text(.any), "The profile of the shared credentials files."),
    ]

    /// A bucket of S3 or of a server that speaks its protocol.
    static let bucket: [Setting] =
        aws + [
            Setting(
                "bucket",
                .text(TextForm("(?!\\.)[A-Za-z0-9._-]{3,63}")),
                "The bucket's name.",
                isRequired: true
            ),
            Setting("endpoint", .text(.url), "The URL of a server that is not AWS's.", takesBlank: false),
            Setting(
                "path_style",
                .flag,
                "Whether the bucket stands in the path and not in the host's name.",
                default: .words("true with `endpoint`, else false")
            ),
        ]

    /// How Google's services are reached.
    static let google: [Setting] = [
        Setting(
            "credentials",
            .text(TextForm("anonymous|\\s*\\{\(TextForm.anyCharacter)*", takesNumbers: false)),
            "The content of a JSON file, as in \"${file:service-account.json}\", or anonymous. A secret.",
            takesBlank: false,
            default: .words("what Google's own libraries find")
        ),
        Setting("endpoint", .text(.url), "The URL of an emulator or another server.", takesBlank: false),
        .tls,
    ]
}

extension SettingSection {
    static let tls = SettingSection(
        [.authority, .certificate, .privateKey, .verify],
        rules: SectionRule.together("certificate", "private_key")
    )
}

extension [SectionRule] {
    /// An id is of no use without its secret.
    static let aws: [SectionRule] = [
        .implication(.gives("access_key_id"), .requires(["secret_access_key"])),
        .implication(.gives("secret_access_key"), .requires(["access_key_id"])),
        .implication(.givesAny("session_token"), .requires(["access_key_id", "secret_access_key"])),
        .implication(.gives("access_key_id"), .leavesBlank(["profile"])),
    ]
}
