/// The fields of a `terra-signature` header, before anything is known about their truth.
struct TerraSignatureFields {
    /// Why a header could not be read.
    struct Malformation: Error {
        let reason: String
    }

    /// `t` as it was written, which is what was signed.
    let timestampText: String
    /// `t` in unix seconds.
    let timestamp: Int64
    /// The values of all `v1`, at least one.
    let codes: [ArraySlice<UInt8>]

    /// Works on bytes: this is done for every request, and splitting text into characters takes longer than the code.
    static func parse(_ header: String) -> Result<TerraSignatureFields, Malformation> {
        var time: ArraySlice<UInt8>?
        var codes: [ArraySlice<UInt8>] = []
        for element in Array(header.utf8).split(separator: UInt8(ascii: ",")) {
            let field = trimmed(element)
            if field.starts(with: "t=".utf8) {
                guard time == nil else { return .failure(Malformation(reason: "it names more than one time")) }
                time = field.dropFirst(2)
            } else if field.starts(with: "v1=".utf8) {
                codes.append(field.dropFirst(3))
            }
        }
        guard let time else { return .failure(Malformation(reason: "it has no time (t=…)")) }
        let timestampText = String(decoding: time, as: UTF8.self)
        // Int64 would take a sign, which is no part of a time.
        guard time.allSatisfy({ (0x30...0x39).contains($0) }), let timestamp = Int64(timestampText) else {
            return .failure(Malformation(reason: "its time (t=…) is no number of seconds"))
        }
        guard !codes.isEmpty else { return .failure(Malformation(reason: "it has no code of scheme v1 (v1=…)")) }
        return .success(TerraSignatureFields(timestampText: timestampText, timestamp: timestamp, codes: codes))
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isSpace: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        var bytes = bytes.drop(while: isSpace)
        while let last = bytes.last, isSpace(last) { bytes.removeLast() }
        return bytes
    }
}
