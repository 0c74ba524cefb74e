import ArgumentParser
import Daemon
import Intake

struct ReloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Has the running daemon read its configuration again, and says what that changed.",
        discussion: """
            As SIGHUP. A file with mistakes changes nothing: they are shown, and the exit code is 2. Destinations that \
            are not named in the answer have not been touched.
            """
    )

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let daemon = DaemonClient(try options.listeners())
        defer { daemon.close() }
        let report = try await daemon.result(of: .reload, [String: String](), as: ReloadReport.self)
        for line in Self.lines(report) { Console.line(line) }
        guard report.failures.isEmpty else {
            throw CommandFailure("not every destination took up its new configuration")
        }
    }

    private static func lines(_ report: ReloadReport) -> [String] {
        var lines = report.added.map { "added: \($0)" }
        lines += report.changed.sorted { $0.key < $1.key }.map {
            "changed: \($0.key) (\($0.value.joined(separator: ", ")))"
        }
        lines += report.removed.map { "removed: \($0); what waits for it is kept until `distributary forget`" }
        if report.routesChanged { lines.append("changed: routes") }
        lines += report.applied.map { "changed: \($0)" }
        lines += report.needsRestart.map { "not before the daemon is started again: \($0)" }
        lines += report.failures.map { "stopped: \($0.destination): \($0.reason)" }
        if lines.isEmpty { lines = ["nothing has changed"] }
        return lines + ["untouched: \(report.untouched.isEmpty ? "none" : report.untouched.joined(separator: ", "))"]
    }
}
