import Foundation
import TestSupport
import Testing

/// What the folder of a directory destination holds, in the layout of documents.
struct ArchivedFiles {
    private let contents: [[UInt8]]

    init(in folder: String) throws {
        let root = URL(fileURLWithPath: folder)
        let paths = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
        contents = try (paths?.compactMap { $0 as? URL } ?? [])
            .filter { $0.pathExtension == "json" }
            .map { Array(try Data(contentsOf: $0)) }
    }

    /// Every acknowledged event is here or has been replaced by a newer version of its day; no file is doubled, stale or
    /// other than what was sent.
    func expect(_ sent: [String: SentEvent], in store: String) {
        let byBody = Dictionary(grouping: sent) { $0.value.body }
        var newest: [String: Int64] = [:]
        var others: Set<String> = []
        for content in contents {
            guard let events = byBody[content], let first = events.first else {
                Issue.record("\(store): holds a file that nobody sent")
                continue
            }
            guard let key = first.value.key else {
                #expect(others.insert(first.key).inserted, "\(store): \(first.key) has two files")
                continue
            }
            #expect(newest[key] == nil, "\(store): \(key) has two files")
            newest[key] = events.map(\.value.ordering).max()
        }
        for (identity, event) in sent where event.isAcknowledged {
            if let key = event.key {
                #expect(newest[key] ?? -1 >= event.ordering, "\(store): \(key) is missing or stale")
            } else {
                #expect(others.contains(identity), "\(store): \(identity) was acknowledged and is missing")
            }
        }
    }
}

extension SentEvent {
    fileprivate var key: String? { day.map { "\($0.user)/\($0.date)" } }
}
