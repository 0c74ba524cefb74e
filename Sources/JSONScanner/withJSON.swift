/// Validates `bytes` as one JSON text (RFC 8259, UTF-8, nested at most `maxDepth` deep) and hands its root to `body`.
/// Throws `JSONSyntaxError`, or what `body` throws.
package func withJSON<R>(
    _ bytes: ArraySlice<UInt8>,
    maxDepth: Int = 256,
    _ body: (JSONValue) throws -> R
) throws -> R {
    try validateJSON(bytes, maxDepth: maxDepth)
    return try withTrustedJSON(bytes, body)
}

/// Hands the root of a text to `body` that was validated before and comes back from where bytes may have changed since.
///
/// Nothing is checked. On a text that is not JSON, what is found means nothing and may be missing, but finding it stays
/// within the text and ends.
package func withTrustedJSON<R, E: Error>(
    _ bytes: ArraySlice<UInt8>,
    _ body: (JSONValue) throws(E) -> R
) throws(E) -> R {
    try bytes.withUnsafeBufferPointer { (buffer) throws(E) -> R in
        let text = UnsafeRawBufferPointer(buffer)
        let start = Skipper(text: text, end: text.count).whiteSpaceEnd(0)
        // The text is its root and white space: where the root ends need not be searched for from its start.
        var end = text.count
        while end > start, text[end &- 1].isJSONWhiteSpace { end &-= 1 }
        return try body(JSONValue(text: text, range: start..<end))
    }
}

/// Throws where `bytes` is not one JSON text (RFC 8259, UTF-8, nested at most `maxDepth` deep).
package func validateJSON(_ bytes: ArraySlice<UInt8>, maxDepth: Int = 256) throws(JSONSyntaxError) {
    precondition(maxDepth > 0, "a JSON text has at least one level")
    let error = bytes.withUnsafeBytes { text in
        Validator(text: text, maxDepth: maxDepth).firstFault().map { JSONSyntaxError($0, in: text) }
    }
    if let error { throw error }
}
