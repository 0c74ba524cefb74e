import Foundation
import FuzzTargets

/// The target that the environment names; without one there is nothing to do.
private let target: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["DISTRIBUTARY_FUZZ_TARGET"] ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
        let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")
        preconditionFailure("DISTRIBUTARY_FUZZ_TARGET must be one of: \(names)")
    }
    return target
}()

/// What libFuzzer, which brings the main function, calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    target.run(UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count))
    return 0
}
