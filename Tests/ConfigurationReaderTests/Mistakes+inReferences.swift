extension Mistakes {
    /// References that cannot be replaced.
    static let inReferences = [
        Mistake(
            "a missing variable",
            """
            destinations:
              stream: {topic: "a-${NOPE}-${EMPTY}"}
            """,
            """
            destinations.yaml:2:19: error: environment variable NOPE is not set; set it, or write \
            ${NOPE:-default}
              stream: {topic: "a-${NOPE}-${EMPTY}"}
                              ^
            """,
            """
            destinations.yaml:2:19: error: environment variable EMPTY is empty; set it, or write \
            ${EMPTY:-default}
              stream: {topic: "a-${NOPE}-${EMPTY}"}
                              ^
            """
        ),
        Mistake(
            "a missing file",
            """
            destinations:
              stream: {topic: "${file:secrets/topic}"}
            """,
            """
            destinations.yaml:2:19: error: file 'secrets/topic' does not exist
              stream: {topic: "${file:secrets/topic}"}
                              ^
            """
        ),
        Mistake(
            "an empty file",
            """
            destinations:
              stream: {topic: "${file:empty}"}
            """,
            """
            destinations.yaml:2:19: error: file 'empty' is empty
              stream: {topic: "${file:empty}"}
                              ^
            """
        ),
        Mistake(
            "a reference that names nothing",
            """
            destinations:
              stream: {topic: "${}${file:}${a b}"}
            """,
            """
            destinations.yaml:2:19: error: '${}' is no reference; write ${NAME}, ${NAME:-default} or \
            ${file:PATH}
              stream: {topic: "${}${file:}${a b}"}
                              ^
            """,
            """
            destinations.yaml:2:19: error: ${file:} names no file
              stream: {topic: "${}${file:}${a b}"}
                              ^
            """,
            """
            destinations.yaml:2:19: error: '${a b}' is no reference; write ${NAME}, ${NAME:-default} or \
            ${file:PATH}
              stream: {topic: "${}${file:}${a b}"}
                              ^
            """
        ),
        Mistake(
            "a reference without its end",
            """
            destinations:
              stream: {topic: "${NOPE"}
            """,
            """
            destinations.yaml:2:19: error: '${' without its '}'; for a literal '${' write '$${'
              stream: {topic: "${NOPE"}
                              ^
            """
        ),
    ]
}
