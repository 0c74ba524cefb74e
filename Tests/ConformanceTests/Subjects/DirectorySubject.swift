import DirectoryDestination
import Foundation
import RouterCore
import TestSupport

/// A folder of its own. What it holds is read file by file.
final class DirectorySubject: ConformanceSubject {
    /// `layout`.
    enum Layout: String, Sendable {
        case documents
        case batches
    }

    private let directory: TemporaryDirectory
    private let layout: Layout
    private let isCompressed: Bool
    private var path: String { directory.path("archive") }

    init(layout: Layout, isCompressed: Bool) throws {
        self.layout = layout
        self.isCompressed = isCompressed
        directory = try TemporaryDirectory()
    }

    func reason(against fault: Fault) -> String? {
        switch fault {
        case .down: nil
        case .poison: "a folder refuses no single document; what stands in the way of one pauses the destination"
        case .hang: "a local file system answers, or fails"
        case .lostAnswer: "a system call and its answer have nothing between them"
        }
    }

    func makeDestination(_ context: DestinationContext) throws -> any Destination {
        let keys = [
            "path": path, "layout": layout.rawValue, "compression": isCompressed ? "gzip" : "none",
        ]
        return try configured(DirectoryDestination.self, keys, context)
    }

    func stored() async throws -> StoredState {
        let files = try FileManager.default.subpathsOfDirectory(atPath: path)
            .filter { !$0.hasPrefix(".distributary") }
            .map { "\(path)/\($0)" }
            .filter { file in
                var isDirectory: ObjCBool = false
                return FileManager.default.fileExists(atPath: file, isDirectory: &isDirectory) && !isDirectory.boolValue
            }
        let contents = try files.map { file in
            let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
            return isCompressed ? try gunzipped(bytes) : bytes
        }
        switch layout {
        case .documents:
            return .records(contents.map { StoredRecord(key: nil, ordering: nil, document: $0) })
        case .batches:
            let lines = contents.flatMap { $0.split(separator: UInt8(ascii: "\n")) }
            return .deliveries(lines.map { StoredDelivery(id: nil, body: Array($0)) })
        }
    }

    /// A line break, which in JSON stands only between values, would end the line: it becomes a space.
    func normalized(_ document: [UInt8]) -> [UInt8] {
        guard layout == .batches else { return document }
        return document.map { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") ? UInt8(ascii: " ") : $0 }
    }

    /// Only a person can put right what is done here: the destination waits for that.
    var eventWhenDown: String { "destination.paused" }

    func poison(_ sample: SampleEvent) async throws { preconditionFailure("the fault does not apply") }

    /// A file stands where the folder was.
    func setDown(_ isDown: Bool) async throws {
        let aside = directory.path("aside")
        let files = FileManager.default
        if isDown {
            if files.fileExists(atPath: path) { try files.moveItem(atPath: path, toPath: aside) }
            try Data().write(to: URL(fileURLWithPath: path))
        } else {
            try files.removeItem(atPath: path)
            if files.fileExists(atPath: aside) { try files.moveItem(atPath: aside, toPath: path) }
        }
    }

    func setHanging(_ isHanging: Bool) async throws { preconditionFailure("the fault does not apply") }

    func loseNextAnswer(send: () async throws -> Void, until isWritten: () async throws -> Bool) async throws {
        preconditionFailure("the fault does not apply")
    }
}
