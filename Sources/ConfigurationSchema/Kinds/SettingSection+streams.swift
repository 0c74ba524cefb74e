import Formats
import KafkaDestination
import SQSDestination
import WebhookDestination

extension SettingSection {
    static let webhook = SettingSection(
        [
            Setting("url", .text(.url), "Where events are sent.", isRequired: true),
            Setting(
                "secret",
                .text(TextForm("whsec_\(TextForm.anyCharacter)+", takesNumbers: false)),
                "Signs requests as Standard Webhooks has it: whsec_ and 24 to 64 bytes in base64. A secret."
            ),
            Setting("headers", .pairs(takesBlank: true), "Headers of every request."),
            Setting(
                "method",
                .choice(of: WebhookMethod.self),
                "The method of requests.",
                default: .choice(WebhookMethod.post)
            ),
            Setting(
                "batch_format",
                .choice(of: BatchFormat.self),
                "single: a request for every event; array and ndjson: one for every batch.",
                default: .choice(BatchFormat.single)
            ),
            .connections(1...1024, usual: 16),
            .tls,
            Setting("oauth", .section(.oauth), "Tokens by OAuth 2.0 client credentials, sent with every request."),
        ] + Setting.formats(.request),
        rules: .formats + [
            .implication(.equals("format", ["fhir", "fit"]), .allows("batch_format", ["single"])),
            .implication(.equals("format", ["readings"]), .allows("batch_format", ["single", "ndjson"])),
        ]
    )

    private static let oauth = SettingSection([
        Setting("token_url", .text(.url), "The token endpoint.", isRequired: true),
        Setting("client_id", .text(.some), "The client's id.", isRequired: true),
        Setting("client_secret", .text(.some), "The client's secret.", isRequired: true),
        Setting("scope", .text(.any), "The scopes that are asked for, with spaces between them."),
        Setting(
            "client_authentication",
            .choice(of: OAuthSettings.ClientAuthentication.self),
            "Where id and secret stand in a request for a token.",
            default: .choice(OAuthSettings.ClientAuthentication.header)
        ),
    ])

    static let kafka = SettingSection(
        [
            Setting(
                "brokers",
                .texts(TextForm("[^/@\\s]+(?:, *[^/@\\s]+)*")),
                "The brokers to begin with, host:port; the port left out is 9092.",
                isRequired: true
            ),
            Setting(
                "topic",
                .text(TextForm("(?!\\.{1,2}$)(?:[A-Za-z0-9._-]|\\{(?:type|provider)\\})+")),
                "The topic, with {type} and {provider} where there is to be one for each.",
                isRequired: true
            ),
            Setting(
                "compression",
                .choice(of: KafkaCompression.self),
                "How batches of messages are compressed.",
                default: .choice(KafkaCompression.lz4)
            ),
            Setting("acks", .choice(["all", "-1"]), "Every replica in sync, and nothing less.", default: "all"),
            Setting("security", .section(.kafkaSecurity), "TLS and SASL."),
            Setting(
                "properties",
                .pairs(takesBlank: false),
                "Anything of librdkafka's that does not weaken delivery, such as message.max.bytes."
            ),
        ] + Setting.formats(.message),
        rules: .formats
    )

    private static let kafkaSecurity = SettingSection(
        [
            Setting(
                "protocol",
                .choice(of: KafkaSecurity.Transport.self),
                "How connections are protected.",
                isRequired: true
            ),
            Setting("mechanism", .choice(of: KafkaSecurity.Mechanism.self), "The mechanism of SASL."),
            Setting("username", .text(.any), "The user of SASL."),
            Setting("password", .text(.any), "The password of SASL. A secret."),
            Setting(
                "ca",
                .text(.any),
                "A PEM file of the authorities that are trusted, or its text.",
                default: .words("those of the system")
            ),
            Setting("certificate", .text(.any), "A PEM file with the client's certificate, or its text."),
            Setting("private_key", .text(.any), "A PEM file with the certificate's private key, or its text."),
            Setting("private_key_password", .text(.any), "The password of the private key. A secret."),
            .verify,
        ],
        rules: [
            .implication(
                .equals("protocol", ["plaintext", "ssl"]),
                .forbids(["mechanism", "username", "password"])
            ),
            .implication(.equals("protocol", ["sasl_plaintext", "sasl_ssl"]), .requires(["mechanism"])),
            .implication(
                .equals("protocol", ["plaintext", "sasl_plaintext"]),
                .forbids(["ca", "certificate", "private_key", "private_key_password", "verify"])
            ),
            .implication(
                .equals("mechanism", ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]),
                .requires(["username", "password"])
            ),
        ] + SectionRule.together("certificate", "private_key")
    )

    static let sqs = SettingSection(
        [
            Setting("queue_url", .text(.url), "The queue's URL; one that ends in .fifo keeps order.", isRequired: true),
            Setting(
                "max_message_size",
                .size(1024...SQSConfiguration.maximumMessageSize),
                "The largest message with its attributes.",
                default: .words("what the queue says")
            ),
            .connections(1...256, usual: 16),
            .tls,
            Setting(
                "large_payloads",
                .section(SettingSection(Setting.bucket + [.prefix], rules: .aws)),
                "The bucket for what the queue does not take for its size; what is left out is as for the queue."
            ),
        ] + Setting.aws + Setting.formats(.message),
        rules: .aws + .formats
    )
}
