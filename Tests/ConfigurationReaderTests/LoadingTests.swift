import ConfigurationReader
import Foundation
import Testing

/// A configuration read from disk, with the paths in it relative to its folder.
@Suite final class LoadingTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "configuration-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    private func write(_ bytes: [UInt8], _ name: String) throws -> String {
        let url = folder.appending(path: name)
        try Data(bytes).write(to: url)
        return url.path
    }

    private func write(_ text: String, _ name: String) throws -> String {
        try write(Array(text.utf8), name)
    }

    @Test func filesAreFoundRelativeToTheConfiguration() throws {
        let secret = try write("hush\n", "secret")
        let path = try write("a: ${file:secret}\nb: \"${file:\(secret)}\"\nc: ${HOME}", "destinations.yaml")
        let file = try ConfigurationFile(path: path)
        #expect(file.diagnostics.isEmpty)
        #expect(file.root?.string("a") == "hush")
        #expect(file.root?.string("b") == "hush")
        #expect(file.root?.string("c") == ProcessInfo.processInfo.environment["HOME"])
    }

    @Test func aConfigurationThatCannotBeReadSaysWhy() throws {
        let large = try write([UInt8](repeating: 0x20, count: ConfigurationFile.sizeLimit + 1), "large")
        let binary = try write([0x61, 0xFF, 0xFE], "binary")
        #expect(throws: FileProblem(reason: "does not exist")) { try ConfigurationFile(path: "/nowhere/at/all") }
        #expect(throws: FileProblem(reason: "is a folder")) { try ConfigurationFile(path: folder.path) }
        #expect(throws: FileProblem(reason: "is larger than 1 MiB")) { try ConfigurationFile(path: large) }
        #expect(throws: FileProblem(reason: "is not UTF-8 text")) { try ConfigurationFile(path: binary) }
    }

    @Test func aReferredFileThatCannotBeReadSaysWhy() throws {
        _ = try write([0xFF], "binary")
        let path = try write("a: ${file:binary}\nb: ${file:.}\nc: ${file:nothing}", "destinations.yaml")
        let file = try ConfigurationFile(path: path)
        #expect(
            file.diagnostics.map(\.message) == [
                "file 'binary' is not UTF-8 text", "file '.' is a folder", "file 'nothing' does not exist",
            ]
        )
    }
}
