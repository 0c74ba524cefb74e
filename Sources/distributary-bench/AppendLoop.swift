import ArgumentParser
import Foundation

/// The disk's own speed: the bare loop that durable intake is measured against.
struct AppendLoop: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "append-loop",
        abstract: "Appends 1 MiB and calls fdatasync, again and again; prints MB/s."
    )

    @Option(help: "The file to write; removed afterwards.")
    var path: String

    @Option(help: "How long, in seconds.")
    var seconds = 5.0

    func run() throws {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw ValidationError("cannot create \(path): \(String(cString: strerror(errno)))") }
        defer {
            close(file)
            unlink(path)
        }
        let block = [UInt8](repeating: 0x61, count: 1 << 20)
        var written = 0
        let clock = ContinuousClock()
        let start = clock.now
        while clock.now - start < .seconds(seconds) {
            guard write(file, block, block.count) == block.count, fdatasync(file) == 0 else {
                throw ValidationError("writing \(path) failed: \(String(cString: strerror(errno)))")
            }
            written += block.count
        }
        let elapsed = (clock.now - start) / .seconds(1)
        print("RESULT mb_per_second=\(Double(written) / 1e6 / elapsed)")
    }
}
