extension Mistakes {
    /// Lists and mappings where they do not belong, or with the wrong things in them.
    static let inCollections = [
        Mistake(
            "a mapping where a string belongs",
            """
            destinations:
              stream:
                topic: {a: b}
            """,
            """
            destinations.yaml:3:12: error: 'topic' must be a string, found a mapping
                topic: {a: b}
                       ^
            """
        ),
        Mistake(
            "a string where a mapping belongs",
            """
            destinations:
              stream:
                topic: t
                security: yes
            """,
            """
            destinations.yaml:4:15: error: 'security' must be a mapping, found a string
                security: yes
                          ^
            """
        ),
        Mistake(
            "a list of mappings where strings belong",
            """
            destinations:
              stream:
                topic: t
                brokers: [{host: a}]
            """,
            """
            destinations.yaml:4:15: error: 'brokers' must be a list of strings, found a mapping
                brokers: [{host: a}]
                          ^
            """
        ),
        Mistake(
            "an empty string in a list",
            """
            destinations:
              stream:
                topic: t
                brokers: [a, ""]
            """,
            """
            destinations.yaml:4:18: error: 'brokers' must not hold an empty string
                brokers: [a, ""]
                             ^
            """
        ),
        Mistake(
            "a list where pairs belong",
            """
            destinations:
              stream:
                topic: t
                properties: [a]
            """,
            """
            destinations.yaml:4:17: error: 'properties' must be a mapping of strings to strings, found a list
                properties: [a]
                            ^
            """
        ),
        Mistake(
            "a list within pairs",
            """
            destinations:
              stream:
                topic: t
                properties: {a: [b]}
            """,
            """
            destinations.yaml:4:21: error: 'a' must be a string, found a list
                properties: {a: [b]}
                                ^
            """
        ),
        Mistake(
            "a mapping where a single value belongs",
            """
            destinations:
              stream:
                topic: t
                anything: {a: 1}
            """,
            """
            destinations.yaml:4:15: error: 'anything' must be a single value, found a mapping
                anything: {a: 1}
                          ^
            """
        ),
        Mistake(
            "a mapping where a list of mappings belongs",
            """
            routes: {to: a}
            """,
            """
            destinations.yaml:1:9: error: 'routes' must be a list of mappings, found a mapping
            routes: {to: a}
                    ^
            """
        ),
        Mistake(
            "a string in a list of mappings",
            """
            routes:
              - to: a
              - b
            """,
            """
            destinations.yaml:3:5: error: 'routes' must be a list of mappings, found a string
              - b
                ^
            """
        ),
    ]
}
