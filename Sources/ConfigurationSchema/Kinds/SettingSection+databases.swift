import MongoDBDestination

extension SettingSection {
    static let sqlite = SettingSection([
        Setting(
            "path",
            .text(TextForm("(?!:|file:)\(TextForm.anyCharacter)+")),
            "The database file; a relative path starts at the daemon's working directory.",
            isRequired: true
        )
    ])

    static let postgres = SettingSection([
        Setting("url", .text(.some), "A libpq URI: postgres://user:password@host/database.", isRequired: true),
        Setting(
            "schema",
            .text(.characters("^\\u0000", 1...63)),
            "The schema of the tables.",
            default: .words("the first of the connection's search path")
        ),
    ])

    static let mysql = SettingSection([
        Setting(
            "url",
            .text(TextForm("(?:mysql|mariadb)://\(TextForm.anyCharacter)+", takesNumbers: false)),
            "mysql://user:password@host:3306/database, with ssl-mode, ssl-ca, ssl-cert, ssl-key, socket behind a `?`.",
            isRequired: true
        ),
        .tls,
    ])

    static let mongodb = SettingSection([
        Setting(
            "url",
            .text(TextForm("mongodb(?:\\+srv)?://\(TextForm.anyCharacter)+", takesNumbers: false)),
            "mongodb://… or mongodb+srv://…, with every option of libmongoc.",
            isRequired: true
        ),
        Setting(
            "database",
            .text(.characters("^/\\\\. \"$*<>:|?\\u0000", 1...63)),
            "The database.",
            default: .words("the one that `url` names")
        ),
        Setting(
            "key",
            .choice(of: DayKey.self),
            "What names a record in _id beside its user: start_time as it came, or its date, one document a day.",
            default: .choice(DayKey.startTime)
        ),
        Setting("create_indexes", .flag, "Whether indexes are created.", default: true),
        Setting(
            "tls",
            .section(
                SettingSection([
                    .authority,
                    Setting("certificate_key", .text(.any), "A PEM file with the client's certificate and its key."),
                    .verify,
                ])
            ),
            "TLS: authorities, a client's certificate."
        ),
    ])

    static let supabase = SettingSection([
        Setting(
            "url",
            .text(.url),
            "The project's URL, such as https://abcdefgh.supabase.co.",
            takesBlank: false,
            default: .words("SUPABASE_URL")
        ),
        Setting(
            "service_role_key",
            .text(TextForm("(?!sb_publishable_)[!-~]+")),
            "The service_role key or a secret key (sb_secret_…). A secret.",
            takesBlank: false,
            default: .words("SUPABASE_SERVICE_ROLE_KEY or SUPABASE_SECRET_KEY")
        ),
        Setting("bucket", .text(.characters("!-~", 1...63)), "The bucket of payloads.", default: "terra-payloads"),
        Setting("schema", .text(.characters("!-~", 1...63)), "The schema of the tables.", default: "public"),
        .connections(1...256, usual: 16),
        .tls,
    ])

    static let firestore = SettingSection(
        [
            Setting("project", .text(TextForm("[a-z0-9:.-]+")), "The project's id.", isRequired: true),
            Setting(
                "database",
                .text(TextForm("\\(default\\)|[a-z0-9:.-]+")),
                "The database's id.",
                default: "(default)"
            ),
            Setting(
                "path",
                .text(.some),
                "The path of records' documents, with the placeholders of object keys and an even number of names.",
                default: "terra/2022-03-16/{type}/{user_id}-{start_time}.json"
            ),
            Setting(
                "event_path",
                .text(.some),
                "The path of the documents of lifecycle events and kinds that are not known.",
                default: "terra/2022-03-16/user_events/{user_id}-{timestamp}.json"
            ),
        ] + Setting.google
    )
}
