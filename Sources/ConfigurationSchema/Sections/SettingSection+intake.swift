import Daemon

extension SettingSection {
    static let intake: SettingSection = {
        let settings = IntakeSettings()
        return SettingSection(
            [
                Setting("signature", .section(.signature), "Takes only events with a valid terra-signature."),
                Setting(
                    "bearer_tokens",
                    .texts(.some),
                    "Takes only requests with one of these as `Authorization: Bearer`. Secrets."
                ),
                Setting("tls", .section(.intakeTLS), "Serves the addresses of `listen`, but for sockets, over TLS."),
                Setting(
                    "max_body",
                    .size(1024...(1 << 30)),
                    "The largest body of a request, and of what is fetched; over it 413.",
                    default: .size(settings.maxBody)
                ),
                Setting(
                    "deduplicate_for",
                    .duration(.zero ... .seconds(30 * 86_400)),
                    "How long an event that comes again is recognised.",
                    default: .duration(settings.deduplicateFor)
                ),
                Setting(
                    "fetch_payloads",
                    .flag,
                    "Ping mode: fetches what s3_payload events point to before it expires.",
                    default: false
                ),
                Setting(
                    "fetch_hosts",
                    .texts(.some, isEmptyAllowed: true),
                    "The only hosts that payloads are fetched from: a name, `*.` before one for all below it, or "
                        + "http://name:port for one without TLS."
                ),
                Setting(
                    "open",
                    .flag,
                    "Listens beyond this machine although neither signature, bearer_tokens nor tls.client_ca is set.",
                    default: false
                ),
            ],
            rules: [.implication(.equals("fetch_payloads", [true]), .requires(["fetch_hosts"]))]
        )
    }()

    private static let signature = SettingSection([
        Setting(
            "secrets",
            .texts(.some),
            "Terra's signing secret, or several of which one must fit.",
            isRequired: true
        ),
        Setting(
            "tolerance",
            .duration,
            "How old a signature may be.",
            default: .duration(IntakeSettings().signatureTolerance)
        ),
    ])

    private static let intakeTLS = SettingSection([
        Setting("certificate", .text(.some), "A PEM file with the certificate and those above it.", isRequired: true),
        Setting("private_key", .text(.some), "A PEM file with the certificate's private key.", isRequired: true),
        Setting(
            "client_ca",
            .text(.some),
            "A PEM file of authorities: only clients with a certificate of one of them are served."
        ),
    ])
}
