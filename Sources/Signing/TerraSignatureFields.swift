/// The fields of a `terra-signature` header, before anything is known about their truth.
struct TerraSignatureFields {
    /// Why a header could not be read.
    struct Malformation: Error {
        let reason: String
    }

    /// `t` as it was written, which is what was signed.
    let timestampText: Substring
    /// `t` in unix seconds.
    let timestamp: Int64
    /// The values of all `v1`, at least one.
    let codes: [Substring]

    static func parse(_ header: String) -> Result<TerraSignatureFields, Malformation> {
        var timestampText: Substring?
        var codes: [Substring] = []
        for element in header.split(separator: ",") {
            let field = element.drop { $0 == " " || $0 == "\t" }
            if field.hasPrefix("t=") {
                guard timestampText == nil else { return .failure(Malformation(reason: "it names more than one time")) }
                timestampText = trimmed(field.dropFirst(2))
            } else if field.hasPrefix("v1=") {
                codes.append(trimmed(field.dropFirst(3)))
            }
        }
        guard let timestampText else { return .failure(Malformation(reason: "it has no time (t=…)")) }
        // Int64 would take a sign, which is no part of a time.
        guard timestampText.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let timestamp = Int64(timestampText) else {
            return .failure(Malformation(reason: "its time (t=…) is no number of seconds"))
        }
        guard !codes.isEmpty else { return .failure(Malformation(reason: "it has no code of scheme v1 (v1=…)")) }
        return .success(TerraSignatureFields(timestampText: timestampText, timestamp: timestamp, codes: codes))
    }

    private static func trimmed(_ text: Substring) -> Substring {
        guard let last = text.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return text[...last]
    }
}
