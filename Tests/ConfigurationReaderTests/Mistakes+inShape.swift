extension Mistakes {
    /// Duplicates, syntax, and YAML that has no meaning here.
    static let inShape = [
        Mistake(
            "a duplicate key",
            """
            destinations:
              stream:
                topic: t
                acks: all
                topic: u
                zzz: 1
            """,
            """
            destinations.yaml:5:5: error: duplicate key 'topic'; it is already on line 3
                topic: u
                ^
            """,
            """
            destinations.yaml:6:5: error: unknown key 'zzz' for a kafka destination; known keys: acks, \
            anything, brokers, compress, concurrency, give_up_after, max_size, partitions, password, \
            properties, ratio, security, timeout, topic
                zzz: 1
                ^
            """
        ),
        Mistake(
            "three duplicates on one line",
            """
            destinations: {stream: {topic: t, "topic": u, topic: v, acks: {}}}
            """,
            """
            destinations.yaml:1:35: error: duplicate key 'topic'; it is already on line 1
            destinations: {stream: {topic: t, "topic": u, topic: v, acks: {}}}
                                              ^
            """,
            """
            destinations.yaml:1:47: error: duplicate key 'topic'; it is already on line 1
            destinations: {stream: {topic: t, "topic": u, topic: v, acks: {}}}
                                                          ^
            """,
            """
            destinations.yaml:1:63: error: 'acks' must be one of all, leader, none, found a mapping
            destinations: {stream: {topic: t, "topic": u, topic: v, acks: {}}}
                                                                          ^
            """
        ),
        Mistake(
            "duplicates of two keys, an anchor of the same name",
            """
            routes: &routes
              - to: a
            destinations:
              a: {topic: t}
              a: {topic: t}
            routes: *routes
            """,
            """
            destinations.yaml:5:3: error: duplicate key 'a'; it is already on line 4
              a: {topic: t}
              ^
            """,
            """
            destinations.yaml:6:1: error: duplicate key 'routes'; it is already on line 1
            routes: *routes
            ^
            """
        ),
        Mistake(
            "a duplicate written with escapes",
            #"""
            destinations:
              s: {topic: t, "\x61cks": all, acks: none}
            """#,
            #"""
            destinations.yaml:2:33: error: duplicate key 'acks'; it is already on line 2
              s: {topic: t, "\x61cks": all, acks: none}
                                            ^
            """#
        ),
        Mistake(
            "a duplicate whose spelling is hidden",
            #"""
            "\x61": 1
            "\x61": 2
            """#,
            #"""
            destinations.yaml:1:1: error: a key of this mapping is written twice
            "\x61": 1
            ^
            """#
        ),
        Mistake(
            "a key that is a list",
            """
            ? [a]
            : b
            """,
            """
            destinations.yaml:1:3: error: a key must be a plain word
            ? [a]
              ^
            """
        ),
        Mistake(
            "a tag",
            """
            destinations: !secret {}
            routes: !env abc
            """,
            """
            destinations.yaml:1:15: error: the tag '!secret' has no meaning here
            destinations: !secret {}
                          ^
            """,
            """
            destinations.yaml:2:9: error: the tag '!env' has no meaning here
            routes: !env abc
                    ^
            """,
            """
            destinations.yaml:2:9: error: 'routes' must be a list of mappings, found a string
            routes: !env abc
                    ^
            """
        ),
        Mistake(
            "a merge of a string",
            """
            destinations:
              <<: x
            """,
            """
            destinations.yaml:2:7: error: '<<' takes an alias of a mapping, found a string
              <<: x
                  ^
            """
        ),
        Mistake(
            "not a mapping",
            """
            - a
            """,
            """
            destinations.yaml:1:1: error: must be a mapping (lines of 'key: value'), found a list
            - a
            ^
            """
        ),
        Mistake(
            "a tag on a list",
            """
            routes: !env [a]
            """,
            """
            destinations.yaml:1:9: error: the tag '!env' has no meaning here
            routes: !env [a]
                    ^
            """,
            """
            destinations.yaml:1:15: error: 'routes' must be a list of mappings, found a string
            routes: !env [a]
                          ^
            """
        ),
        Mistake(
            "two documents",
            """
            a: 1
            ---
            b: 2
            """,
            """
            destinations.yaml:2:1: error: not valid YAML: expected a single document in the stream (line 1), \
            but found another document; remove the '---' between the two
            ---
            ^
            """
        ),
        Mistake(
            "a tab as indentation",
            """
            destinations:
            \tstream: {}
            """,
            """
            destinations.yaml:2:1: error: not valid YAML: while scanning for the next token (line 2), found \
            character that cannot start any token; indent with spaces, not with tabs
            \tstream: {}
            ^
            """
        ),
        Mistake(
            "a mapping in a value",
            """
            destinations: a: b
            """,
            """
            destinations.yaml:1:16: error: not valid YAML: mapping values are not allowed in this context
            destinations: a: b
                           ^
            """
        ),
        Mistake(
            "an unclosed quote",
            """
            destinations: "abc
            """,
            """
            destinations.yaml:1:19: error: not valid YAML: while scanning a quoted scalar (line 1), found \
            unexpected end of stream
            destinations: "abc
                              ^
            """
        ),
        Mistake(
            "a reference without quotes in a flow mapping",
            """
            destinations: {stream: {topic: ${TOPIC}}}
            """,
            """
            destinations.yaml:1:33: error: not valid YAML: while parsing a flow mapping (line 1), did not \
            find expected ',' or '}'; inside { } and [ ] write "${NAME}" in quotes
            destinations: {stream: {topic: ${TOPIC}}}
                                            ^
            """
        ),
        Mistake(
            "an undefined alias",
            """
            destinations: *nothing
            """,
            """
            destinations.yaml:1:15: error: not valid YAML: found undefined alias
            destinations: *nothing
                          ^
            """
        ),
        Mistake(
            "Windows line endings",
            """
            destinations:\r
              stream:\r
                topic: t\r
                zzz: 1\r
            """,
            """
            destinations.yaml:4:5: error: unknown key 'zzz' for a kafka destination; known keys: acks, \
            anything, brokers, compress, concurrency, give_up_after, max_size, partitions, password, \
            properties, ratio, security, timeout, topic
                zzz: 1
                ^
            """
        ),
    ]
}
