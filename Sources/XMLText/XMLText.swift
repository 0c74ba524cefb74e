/// Finds the text of elements in the small XML answers of REST services, whose form is known. It is no XML parser: it
/// knows neither attributes' meaning nor namespaces, and takes the first element of a name wherever it stands.
package enum XMLText {
    /// The text of the first element of that name, entities resolved; nil where there is none.
    package static func first(_ name: String, in document: some Collection<UInt8>) -> String? {
        let text = Substring(String(decoding: document, as: UTF8.self))
        var rest = text
        while let open = rest.firstRange(of: "<\(name)") {
            rest = rest[open.upperBound...]
            guard let next = rest.first, next == ">" || next.isWhitespace, let end = rest.firstIndex(of: ">") else {
                continue
            }
            rest = rest[rest.index(after: end)...]
            return rest.firstRange(of: "</\(name)>").map { unescaped(rest[..<$0.lowerBound]) }
        }
        return nil
    }

    /// A text as it may stand in an element.
    package static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }

    private static func unescaped(_ text: Substring) -> String {
        guard text.contains("&") else { return String(text) }
        return String(text).replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&#34;", with: "\"").replacing("&apos;", with: "'").replacing("&#39;", with: "'")
            .replacing("&amp;", with: "&")
    }
}
