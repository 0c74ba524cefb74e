import AzureBlobDestination
import Formats
import GCSDestination
import S3Destination

extension SettingSection {
    static let directory = SettingSection(
        [
            Setting(
                "path",
                .text(.some),
                "The folder, created if it is not there; a relative path starts at the daemon's working directory.",
                isRequired: true
            )
        ] + Setting.layout + Setting.formats(.file),
        rules: .layout + .formats
    )

    static let s3 = SettingSection(
        Setting.bucket + [
            .prefix,
            .tls,
            .connections(1...256, usual: 32),
            Setting(
                "checksum",
                .choice(of: S3Configuration.Checksum.self),
                "How the integrity of a body is shown beside its signed SHA-256.",
                default: .choice(S3Configuration.Checksum.sha256)
            ),
            Setting(
                "conditional_writes",
                .choice(of: S3Configuration.ConditionalWrites.self),
                "auto: conditions on writes are relied upon where the server honours them; off: never.",
                default: .choice(S3Configuration.ConditionalWrites.auto)
            ),
            Setting(
                "multipart_threshold",
                .size(S3Configuration.multipartThresholds),
                "Larger objects of batches are uploaded in parts; documents never, where the server honours conditions.",
                default: "16MiB"
            ),
            Setting("part_size", .size(S3Configuration.partSizes), "The size of a part.", default: "8MiB"),
        ] + Setting.layout + Setting.formats(.file),
        rules: .aws + .layout + .formats
    )

    static let gcs = SettingSection(
        [
            Setting(
                "bucket",
                .text(TextForm("(?!\\.\\.\\.$)[a-z0-9_.-]{3,222}")),
                "The bucket's name.",
                isRequired: true
            ),
            .prefix,
            .connections(1...1024, usual: 32),
            Setting(
                "resumable_threshold",
                .size((1 << 10)...(1 << 30)),
                "Larger objects are sent in chunks, and go on where they were.",
                default: "8MiB"
            ),
            Setting(
                "chunk_size",
                .size(GCSConfiguration.chunkUnit...(1 << 30)),
                "The size of a chunk, a multiple of 256KiB.",
                default: "8MiB"
            ),
        ] + Setting.google + Setting.layout + Setting.formats(.file),
        rules: .layout + .formats
    )

    static let azureBlob = SettingSection(
        [
            Setting(
                "container",
                .text(TextForm("\\$web|(?!-)(?!\(TextForm.anyCharacter)*--)[a-z0-9-]{2,62}[a-z0-9]")),
                "The container.",
                default: .words("the one that `sas_url` names")
            ),
            Setting("account", .text(.some), "The storage account's name.", default: .words("that of the environment")),
            Setting(
                "account_key",
                .text(.some),
                "The account's key, in base64. A secret.",
                default: .words("the environment's, or an identity")
            ),
            Setting(
                "sas_url",
                .text(TextForm("[Hh][Tt][Tt][Pp][Ss]?://[^/][^?]*\\?\(TextForm.anyCharacter)+", takesNumbers: false)),
                "The URL of the account or the container with a shared access signature. A secret.",
                takesBlank: false
            ),
            Setting(
                "connection_string",
                .text(.some),
                "A connection string, UseDevelopmentStorage=true too. A secret.",
                takesBlank: false
            ),
            Setting("endpoint", .text(.some), "The URL of another cloud or an emulator."),
            .prefix,
            .tls,
            Setting("create_container", .flag, "Whether a container that is missing is created.", default: true),
            .connections(1...1024, usual: 32),
            Setting(
                "block_threshold",
                .size((1 << 20)...(256 << 20)),
                "Larger objects go up in blocks.",
                default: "8MiB"
            ),
            Setting("block_size", .size((64 << 10)...(100 << 20)), "The size of a block.", default: "4MiB"),
        ] + Setting.layout + Setting.formats(.file),
        rules: .azureAccount + .layout + .formats
    )
}

extension [SectionRule] {
    /// One way to say which account it is and what opens it.
    fileprivate static let azureAccount: [SectionRule] = [
        .implication(.has("connection_string"), .forbids(["sas_url", "account_key", "account", "endpoint"])),
        .implication(.has("sas_url"), .forbids(["account_key", "account", "endpoint"])),
    ]
}
