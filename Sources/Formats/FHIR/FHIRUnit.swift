/// A unit of a Quantity: the guide fixes how it is shown, too.
struct FHIRUnit: Sendable, Hashable {
    let shown: String
    /// UCUM's code.
    let code: String

    /// What follows a value in a Quantity, the closing brace included.
    var json: String {
        #","unit":"\#(shown)","system":"http://unitsofmeasure.org","code":"\#(code)"}"#
    }
}
