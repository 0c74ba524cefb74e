import ArgumentParser
import Backfill
import Daemon
import Foundation
import HTTPTransport
import RouterCore

struct BackfillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backfill",
        abstract: "Fetches history from Terra's API and posts it to the running daemon.",
        discussion: """
            Asks for the days of --start-date to --end-date, both included, in requests that stay inside Terra's limits, \
            and posts every record as the webhook that Terra would have sent. When it is stopped, the same command goes \
            on where it was. The key is `terra.api_key` with `terra.dev_id`, else TERRA_API_KEY with TERRA_DEV_ID.
            """
    )

    @OptionGroup var options: ConfigurationOptions

    @Option(help: "A user's id at Terra; may be given again.")
    var user: [String] = []

    @Option(help: "A file of user ids, one a line; what follows a comma and lines that begin with # are left out.")
    var allUsers: String?

    @Option(help: "The first day, such as 2026-03-01.")
    var startDate: String

    @Option(help: "The last day, such as 2026-03-31.")
    var endDate: String

    @Option(help: "What to fetch: body, activity, daily, sleep, nutrition or menstruation; may be given again.")
    var type: [String] = []

    @Option(help: "Days a request asks for, 1 to 1825. Terra answers more than 28 through the webhook.")
    var daysPerRequest = BackfillJob.longestImmediateRequest

    @Flag(help: "Has Terra send everything to the webhook instead of answering with it.")
    var toWebhook = false

    @Flag(help: "Does not wait for what comes through the webhook.")
    var noWait = false

    private static let types = ["body", "activity", "daily", "sleep", "nutrition", "menstruation"]

    func validate() throws {
        if user.isEmpty, allUsers == nil {
            throw ValidationError("Name a user with --user, or a file with --all-users.")
        }
        if !(1...BackfillJob.longestRequest).contains(daysPerRequest) {
            throw ValidationError("--days-per-request must be 1 to \(BackfillJob.longestRequest).")
        }
        for name in type where !Self.types.contains(name) {
            throw ValidationError("--type \(name) is not known: \(Self.types.joined(separator: ", ")).")
        }
        _ = try days()
    }

    func run() async throws {
        let configuration = try options.load()
        let settings = try credentials(configuration.terra)
        var job = BackfillJob(users: try users(), types: type.isEmpty ? ["body"] : type, days: try days())
        job.daysPerRequest = daysPerRequest
        job.isThroughWebhook = toWebhook
        let feed = try IntakeFeed(configuration)
        try await feed.check()
        let daemon = DaemonClient(configuration)
        var limits = HTTPClientConfiguration()
        limits.threadName = "terra"
        let client = HTTPClient(limits)
        let source = TerraAPI(
            baseURL: settings.url,
            developerID: settings.developerID,
            key: settings.key,
            client: client,
            now: WallClock.now
        )
        let progress = BackfillProgress()
        let folder = DataFolder(configuration.data).backfills
        let runner = BackfillRunner(
            source: source,
            feed: feed,
            watch: DaemonWatch(daemon: daemon),
            progress: ProgressFile(path: "\(folder)/\(job.name(baseURL: settings.url)).jsonl"),
            waits: !noWait,
            report: { progress.show($0, elapsed: $1) }
        )
        defer {
            feed.close()
            daemon.close()
        }
        do {
            try BackfillSummary(try await runner.run(job)).tell()
        } catch let failure as ProgressFailure {
            throw CommandFailure(failure.description)
        }
    }

    private func days() throws -> DaySpan {
        guard let first = DaySpan.day(startDate) else {
            throw ValidationError("--start-date must be a day such as 2026-03-01.")
        }
        guard let last = DaySpan.day(endDate) else {
            throw ValidationError("--end-date must be a day such as 2026-03-31.")
        }
        if last < first { throw ValidationError("--end-date must not be before --start-date.") }
        // The day has begun somewhere on earth.
        if last > Int(WallClock.now() / 86_400_000) + 1 { throw ValidationError("--end-date lies in the future.") }
        return DaySpan(first, last)
    }

    private func users() throws -> [String] {
        var users = user
        if let allUsers {
            let text = String(decoding: try Post.read(allUsers), as: UTF8.self)
            for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
                let name = line.prefix { $0 != "," }.trimmingCharacters(in: .whitespaces)
                if !name.isEmpty { users.append(name) }
            }
        }
        if users.isEmpty || users.contains("") {
            throw CommandFailure("no user is named: \(allUsers ?? "--user") is empty", code: CommandFailure.wrongInput)
        }
        return users
    }

    private func credentials(_ terra: TerraSettings) throws -> (url: String, developerID: String, key: String) {
        let environment = ProcessInfo.processInfo.environment
        let developerID = terra.developerID ?? environment["TERRA_DEV_ID"] ?? ""
        let key = terra.key ?? environment["TERRA_API_KEY"] ?? ""
        guard !developerID.isEmpty, !key.isEmpty else {
            throw CommandFailure(
                "Terra's API needs `terra.dev_id` and `terra.api_key` in \(options.config), or TERRA_DEV_ID and "
                    + "TERRA_API_KEY",
                code: CommandFailure.wrongInput
            )
        }
        return (terra.baseURL, developerID, key)
    }
}
