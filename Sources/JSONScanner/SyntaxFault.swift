/// The first place where a text breaks the grammar, before lines and columns have been counted.
struct SyntaxFault: Error {
    enum Reason {
        case empty
        case byteOrderMark
        case endOfText
        case endInString
        case expectedValue
        case expectedName
        case expectedNameOrEnd
        case expectedColon
        case expectedCommaOrEndOfObject
        case expectedCommaOrEndOfArray
        case textAfterValue
        case badLiteral
        case leadingZero
        case expectedDigit
        case controlCharacter
        case badEscape
        case badUnicodeEscape
        case notUTF8
        case tooDeep(limit: Int)

        var message: String {
            switch self {
            case .empty: "the text is empty"
            case .byteOrderMark: "the text starts with a byte order mark, which JSON does not allow"
            case .endOfText: "the text ends too early"
            case .endInString: "the text ends inside a string"
            case .expectedValue: "a value is missing here"
            case .expectedName: "a member's name in double quotes is missing here"
            case .expectedNameOrEnd: "a member's name in double quotes or the end of the object is missing here"
            case .expectedColon: "a colon is missing after the member's name"
            case .expectedCommaOrEndOfObject: "a comma or the end of the object is missing here"
            case .expectedCommaOrEndOfArray: "a comma or the end of the array is missing here"
            case .textAfterValue: "there is more text after the end of the JSON value"
            case .badLiteral: "neither true, false nor null"
            case .leadingZero: "a number must not have leading zeros"
            case .expectedDigit: "a digit is missing in a number"
            case .controlCharacter: "a control character in a string is not escaped"
            case .badEscape: "a backslash in a string is not followed by one of the escapes that JSON knows"
            case .badUnicodeEscape: "a Unicode escape needs four hexadecimal digits"
            case .notUTF8: "the text is not valid UTF-8"
            case .tooDeep(let limit): "objects and arrays are nested more than \(limit) deep"
            }
        }
    }

    let reason: Reason
    let offset: Int
}
