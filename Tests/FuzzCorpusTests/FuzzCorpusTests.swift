import Foundation
import FuzzTargets
import TestSupport
import Testing

/// What fuzzing found, and what it began with, on every run. A target ends the process where something does not hold.
@Suite struct FuzzCorpusTests {
    @Test(arguments: FuzzTarget.allCases)
    func theCorpusHoldsNoSurprise(target: FuzzTarget) throws {
        let folder = TestFiles.path("Corpus/\(target.rawValue)")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(!names.isEmpty)
        for name in names {
            let input = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
            input.withUnsafeBytes { target.run($0) }
        }
    }
}
