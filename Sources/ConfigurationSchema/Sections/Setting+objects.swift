import Formats
import ObjectStorage
import RouterCore

extension Setting {
    /// How events become files or objects.
    static let layout: [Setting] = [
        Setting(
            "layout",
            .choice(of: ObjectLayout.self),
            "documents: one object a record, the newest version of it; batches: NDJSON by type, date and hour.",
            default: .choice(ObjectLayout.documents)
        ),
        Setting(
            "key",
            .text(.some),
            """
            The names of documents, with {type}, {user_id}, {start_time}, {start_date}, {timestamp}, {summary_id}, \
            {reference_id}, {provider} and {id}.
            """,
            default: "2022-03-16/{type}/{user_id}-{start_time}.json"
        ),
        Setting(
            "compression",
            .choice(of: Compression.self),
            "How files and objects are compressed.",
            default: .words("none, and gzip with `layout: batches`")
        ),
    ]

    static let prefix = Setting(
        "prefix",
        .text(.any),
        "Put before every key as it is; a folder's name ends with a slash. At most 512 bytes.",
        default: ""
    )
}

extension [SectionRule] {
    /// Batches are named after what they hold, and hold lines.
    static let layout: [SectionRule] = [
        .implication(.equals("layout", ["batches"]), .leavesBlank(["key"])),
        .implication(
            .equals("layout", ["batches"]),
            .allows("format", PayloadFormat.allCases.filter { $0 != .fit }.map(\.rawValue))
        ),
    ]
}
