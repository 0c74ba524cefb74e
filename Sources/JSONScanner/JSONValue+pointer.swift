extension JSONValue {
    /// Calls `body` for each value that the pointer leads to from here, in the order of the text, until `body` returns
    /// false; returns whether it never did.
    @discardableResult
    package func forEach<E: Error>(
        at pointer: JSONPointer,
        _ body: (JSONValue) throws(E) -> Bool
    ) throws(E) -> Bool {
        try visit(pointer.tokens[...], body)
    }

    // Recursion is bounded by the pointer's length, not by the text.
    private func visit<E: Error>(
        _ tokens: ArraySlice<JSONPointer.Token>,
        _ body: (JSONValue) throws(E) -> Bool
    ) throws(E) -> Bool {
        guard let token = tokens.first else { return try body(self) }
        let rest = tokens.dropFirst()
        switch token {
        case .every:
            for element in elements {
                guard try element.visit(rest, body) else { return false }
            }
            for (_, value) in members {
                guard try value.visit(rest, body) else { return false }
            }
            return true
        case .name(let name, let index):
            guard let next = kind == .array ? index.flatMap(element) : self[name] else { return true }
            return try next.visit(rest, body)
        }
    }

    private func element(at index: Int) -> JSONValue? {
        var position = 0
        for element in elements {
            if position == index { return element }
            position += 1
        }
        return nil
    }
}
