import ArgumentParser
import Foundation
import Simulator

/// Runs the simulation over seeds, or one seed again.
@main
struct SimulationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "distributary-simulation",
        abstract: "Intake, journal, couriers and destinations in one process, with faults that follow from a seed."
    )

    @Option(help: "How many seeds.")
    var count = 1000
    @Option(help: "The first seed.")
    var first: UInt64 = 1
    @Option(help: "Runs this seed alone, and prints what happens.")
    var seed: UInt64?
    @Option(help: "Every so manyth seed, for several processes side by side.")
    var stride: UInt64 = 1
    @Flag(help: "Syncs do nothing, which the oracle must find out.")
    var lyingDisk = false

    mutating func run() throws {
        try Self.beginAgainWithoutChance()
        let folder = FileManager.default.temporaryDirectory.path + "/distributary-simulation-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        if let seed {
            let report = World(seed: seed, folder: "\(folder)/\(seed)", prints: true, hasLyingDisk: lyingDisk).run()
            print(Self.line(report))
            if !report.violations.isEmpty { throw ExitCode.failure }
            return
        }
        try runAll(folder)
    }

    private func runAll(_ folder: String) throws {
        let began = ContinuousClock.now
        var failed = 0
        var events = 0
        var calls = 0
        var lives = 0
        var hash: UInt64 = 0
        for index in 0..<UInt64(count) {
            let seed = first + index * stride
            let report = World(seed: seed, folder: "\(folder)/\(seed)", hasLyingDisk: lyingDisk).run()
            hash = hash &* 31 &+ report.hash
            events += report.events
            calls += report.calls
            lives += report.lives
            if report.violations.isEmpty { continue }
            failed += 1
            print(Self.line(report))
        }
        let seconds = began.duration(to: .now) / .seconds(1)
        print(
            """
            \(count) seeds from \(first), \(failed) failed: \(events) events, \(calls) calls, \(lives) lives, \
            \(Int(seconds)) s, hash \(String(hash, radix: 16))
            """
        )
        if failed > 0 { throw ExitCode.failure }
    }

    private static func line(_ report: Report) -> String {
        let outcome = report.violations.isEmpty ? "passes" : "FAILS"
        let summary =
            "seed \(report.seed) \(outcome): \(report.events) events, \(report.lives) lives, \(report.calls) calls, "
            + "\(report.jobs) jobs, \(Int(report.time / .seconds(1))) s, hash \(String(report.hash, radix: 16))"
        return ([summary] + report.violations.map { "    \($0)" }).joined(separator: "\n")
    }

    /// The order of sets and dictionaries follows from chance, unless the process is told otherwise when it begins.
    private static func beginAgainWithoutChance() throws {
        if getenv("SWIFT_DETERMINISTIC_HASHING") != nil { return }
        setenv("SWIFT_DETERMINISTIC_HASHING", "1", 1)
        var arguments: [UnsafeMutablePointer<CChar>?] = CommandLine.arguments.map { strdup($0) }
        arguments.append(nil)
        execv("/proc/self/exe", arguments)
        throw ValidationError("cannot begin again: \(String(cString: strerror(errno)))")
    }
}
