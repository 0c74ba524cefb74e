import Daemon
import Logging
import RouterCore
import StructuredLogging

extension SettingSection {
    /// The top level of `destinations.yaml`.
    package static let root = SettingSection([
        Setting(
            "listen",
            .texts(.address),
            "Where events are posted: host:port, [IPv6 address]:port, unix:PATH, or a list of them.",
            default: "127.0.0.1:8080"
        ),
        Setting(
            "data",
            .text(.some),
            "The folder of the journal, the retry queues and the dead letters.",
            default: "data"
        ),
        Setting("intake", .section(.intake), "Who may post events, and what a request may cost."),
        Setting("terra", .section(.terra), "Terra's REST API, for `distributary backfill` only."),
        Setting("admin", .section(.admin), "Where /status, /metrics and the commands to a running daemon are served."),
        Setting("journal", .section(.journal), "The journal, in which every accepted event is kept until delivered."),
        Setting("log", .section(.log), "The log on standard error."),
        Setting(
            "destinations",
            .mapping(names: "[A-Za-z0-9_-]{1,64}", atMost: DestinationSet.capacity, of: .destination),
            "Where events go, each under a name of 1 to 64 letters, digits, '_' or '-'.",
            isRequired: true
        ),
        Setting(
            "routes",
            .list(of: .route),
            "Which events go where. An event goes once to every destination that any matching route names.",
            isRequired: true
        ),
    ])

    static let terra = SettingSection([
        Setting("dev_id", .text(.some), "The developer's id at Terra.", default: .words("TERRA_DEV_ID")),
        Setting("api_key", .text(.some), "The API key. A secret.", default: .words("TERRA_API_KEY")),
        Setting(
            "base_url",
            .text(TextForm("[Hh][Tt][Tt][Pp][Ss]?://[^/?#@][^?#@]*", takesNumbers: false)),
            "The API's URL: https, but for this machine itself.",
            default: .value(.string(TerraSettings.defaultBaseURL))
        ),
    ])

    static let admin = SettingSection([
        Setting(
            "listen",
            .texts(.address),
            "host:port, [IPv6 address]:port, unix:PATH, or a list of them.",
            default: .words("those of the top level that only this machine reaches, else 127.0.0.1:8081")
        )
    ])

    static let journal: SettingSection = {
        let settings = JournalSettings()
        return SettingSection([
            Setting(
                "segment_size",
                .size((1 << 20)...(1 << 30)),
                "The size at which a file of the journal is closed and another begun; at most a sixteenth of the disk.",
                default: .size(settings.segmentSize)
            ),
            Setting(
                "keep",
                .duration,
                "How long delivered segments are kept for replay, within max_size.",
                default: .duration(settings.keep)
            ),
            Setting(
                "max_size",
                .size((8 << 20)...Int.max),
                "What the journal may come to on disk; over it intake answers 503 with Retry-After.",
                default: .size(settings.maxSize)
            ),
            Setting(
                "reserve",
                .size(0...Int.max),
                "Room on the disk that intake leaves to deliveries, at most a tenth of the disk.",
                default: .size(settings.reserve)
            ),
            Setting(
                "encryption_key",
                // 32 bytes in base64.
                .texts(TextForm("none|[A-Za-z0-9+/]{43}=", takesNumbers: false)),
                """
                Encrypts events at rest: 32 bytes in base64, as `openssl rand -base64 32` makes them. Of a list the first \
                writes and all read; `none` in the first place writes in the clear. A secret.
                """,
                default: .words("events are kept in the clear")
            ),
        ])
    }()

    static let log: SettingSection = {
        let settings = LogSettings()
        return SettingSection([
            Setting(
                "format",
                .choice(of: LogFormat.self),
                "How lines are written; auto is text on a terminal, else json.",
                default: .choice(settings.format)
            ),
            Setting(
                "level",
                .choice(of: Logger.Level.self),
                "The least level that is written.",
                default: .choice(settings.level)
            ),
            Setting(
                "stats_every",
                .duration(.seconds(1) ... .seconds(86_400)),
                "How often the figures of intake and of each destination are logged.",
                default: .duration(settings.statsEvery)
            ),
        ])
    }()
}
