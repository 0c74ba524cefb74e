import Foundation
import Synchronization

/// A program that this process started, and that ends with this object at the latest: a test that fails leaves nothing
/// behind. Nothing here blocks a thread while the program runs.
package final class ChildProcess: Sendable {
    /// The program ended with another code than 0.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private enum State {
        case running(waiting: [CheckedContinuation<Int32, Never>])
        case ended(Int32)
    }

    private final class Box: Sendable {
        let state = Mutex(State.running(waiting: []))

        func end(_ status: Int32) {
            let waiting = state.withLock { state in
                guard case .running(let waiting) = state else { return [CheckedContinuation<Int32, Never>]() }
                state = .ended(status)
                return waiting
            }
            for continuation in waiting { continuation.resume(returning: status) }
        }
    }

    /// The operating system's id of the program.
    package let pid: Int32
    private let box = Box()

    /// Starts `executable`, an absolute path or a name that is looked up on the `PATH`. Output goes to the file
    /// handles, or nowhere; the environment is this process's own with `environment` on top.
    package init(
        _ executable: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        input: FileHandle = .nullDevice,
        output: FileHandle = .nullDevice,
        errorOutput: FileHandle = .nullDevice
    ) throws {
        let process = Process()
        let isPath = executable.contains("/")
        process.executableURL = URL(fileURLWithPath: isPath ? executable : "/usr/bin/env")
        process.arguments = isPath ? arguments : [executable] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = input
        process.standardOutput = output
        process.standardError = errorOutput
        process.terminationHandler = { [box] in box.end($0.terminationStatus) }
        try Self.withoutBlockedSignals { try process.run() }
        pid = process.processIdentifier
    }

    deinit {
        signal(SIGKILL)
    }

    /// A program inherits the signal mask of the thread that starts it, and the threads of Swift's pool block nearly
    /// all signals: it could be neither interrupted nor terminated, nor use a timer.
    private static func withoutBlockedSignals(_ body: () throws -> Void) rethrows {
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try body()
    }

    /// Whether the program has not ended yet.
    package var isRunning: Bool {
        box.state.withLock { state in
            if case .running = state { true } else { false }
        }
    }

    /// Sends a signal, unless the program has ended.
    package func signal(_ number: Int32) {
        if isRunning { kill(pid, number) }
    }

    /// Waits for the program's end and returns its exit code, or the number of the signal that ended it.
    @discardableResult
    package func waitForEnd() async -> Int32 {
        await withCheckedContinuation { continuation in
            let status: Int32? = box.state.withLock { state in
                switch state {
                case .ended(let status): return status
                case .running(let waiting):
                    state = .running(waiting: waiting + [continuation])
                    return nil
                }
            }
            if let status { continuation.resume(returning: status) }
        }
    }

    /// Runs a program to its end, with `input` as its standard input, and returns what it wrote.
    package static func run(
        _ executable: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        input: [UInt8] = []
    ) async throws -> ProcessResult {
        let directory = try TemporaryDirectory()
        func file(_ name: String, _ content: [UInt8]) throws -> FileHandle {
            let url = URL(fileURLWithPath: directory.path(name))
            try Data(content).write(to: url)
            return try FileHandle(forUpdating: url)
        }
        let child = try ChildProcess(
            executable,
            arguments,
            environment: environment,
            input: file("in", input),
            output: file("out", []),
            errorOutput: file("err", [])
        )
        let status = await child.waitForEnd()
        func text(_ name: String) throws -> String {
            try String(contentsOf: URL(fileURLWithPath: directory.path(name)), encoding: .utf8)
        }
        return try ProcessResult(status: status, output: text("out"), errorOutput: text("err"))
    }

    /// As `run`, and throws with the end of the error output where the program did not exit with 0.
    package static func output(
        of executable: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        input: [UInt8] = []
    ) async throws -> String {
        let result = try await run(executable, arguments, environment: environment, input: input)
        guard result.status == 0 else {
            let end = result.errorOutput.suffix(2000)
            throw Failure(description: "\(executable) ended with \(result.status): \(end)")
        }
        return result.output
    }
}
