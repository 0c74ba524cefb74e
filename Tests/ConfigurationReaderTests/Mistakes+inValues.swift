extension Mistakes {
    /// Keys and values that are not what a section takes.
    static let inValues = [
        Mistake(
            "an unknown key near a known one",
            """
            destinations:
              stream:
                brokers: [a]
                acks: all
                topics: t
            """,
            """
            destinations.yaml:2:3: error: missing key 'topic' for a kafka destination
              stream:
              ^
            """,
            """
            destinations.yaml:5:5: error: unknown key 'topics' for a kafka destination; did you mean 'topic'? \
            known keys: acks, anything, brokers, compress, concurrency, give_up_after, max_size, partitions, \
            password, properties, ratio, security, timeout, topic
                topics: t
                ^
            """
        ),
        Mistake(
            "an unknown key near nothing",
            """
            destinations:
              stream:
                topic: t
                zzz: 1
            """,
            """
            destinations.yaml:4:5: error: unknown key 'zzz' for a kafka destination; known keys: acks, \
            anything, brokers, compress, concurrency, give_up_after, max_size, partitions, password, \
            properties, ratio, security, timeout, topic
                zzz: 1
                ^
            """
        ),
        Mistake(
            "a missing required key",
            """
            destinations:
              stream:
                acks: all
            """,
            """
            destinations.yaml:2:3: error: missing key 'topic' for a kafka destination
              stream:
              ^
            """
        ),
        Mistake(
            "a required key without a value",
            """
            destinations:
              stream:
                topic:
            """,
            """
            destinations.yaml:3:5: error: 'topic' must not be empty
                topic:
                ^
            """
        ),
        Mistake(
            "a required key with an empty string",
            """
            destinations:
              stream:
                topic: ""
            """,
            """
            destinations.yaml:3:12: error: 'topic' must not be empty
                topic: ""
                       ^
            """
        ),
        Mistake(
            "a list where a number belongs",
            """
            destinations:
              stream:
                topic: t
                partitions: [1]
            """,
            """
            destinations.yaml:4:17: error: 'partitions' must be a whole number, found a list
                partitions: [1]
                            ^
            """
        ),
        Mistake(
            "a string where a number belongs",
            """
            destinations:
              stream:
                topic: t
                partitions: many
            """,
            """
            destinations.yaml:4:17: error: 'partitions' must be a whole number, found a string
                partitions: many
                            ^
            """
        ),
        Mistake(
            "a quoted number where a number belongs",
            """
            destinations:
              stream:
                topic: t
                partitions: "5"
            """,
            """
            destinations.yaml:4:17: error: 'partitions' must be a whole number, found a quoted string
                partitions: "5"
                            ^
            """
        ),
        Mistake(
            "a decimal where a whole number belongs",
            """
            destinations:
              stream:
                topic: t
                partitions: 1.5
            """,
            """
            destinations.yaml:4:17: error: 'partitions' must be a whole number, found a decimal number
                partitions: 1.5
                            ^
            """
        ),
        Mistake(
            "a whole number out of range",
            """
            destinations:
              stream:
                topic: t
                partitions: 101
            """,
            """
            destinations.yaml:4:17: error: 'partitions' must be from 1 to 100
                partitions: 101
                            ^
            """
        ),
        Mistake(
            "a number or a word",
            """
            destinations:
              stream:
                topic: t
                concurrency: automatic
            """,
            """
            destinations.yaml:4:18: error: 'concurrency' must be 'auto' or a whole number, found a string
                concurrency: automatic
                             ^
            """
        ),
        Mistake(
            "a string where a decimal belongs",
            """
            destinations:
              stream:
                topic: t
                ratio: half
            """,
            """
            destinations.yaml:4:12: error: 'ratio' must be a number, found a string
                ratio: half
                       ^
            """
        ),
        Mistake(
            "yes is no bool",
            """
            destinations:
              stream:
                topic: t
                compress: yes
            """,
            """
            destinations.yaml:4:15: error: 'compress' must be true or false, found a string
                compress: yes
                          ^
            """
        ),
        Mistake(
            "a duration without a unit",
            """
            destinations:
              stream:
                topic: t
                timeout: 30
            """,
            """
            destinations.yaml:4:14: error: 'timeout' must be a duration such as 500ms, 30s, 5m or 7d, found a \
            number without a unit
                timeout: 30
                         ^
            """
        ),
        Mistake(
            "a duration with an unknown unit",
            """
            destinations:
              stream:
                topic: t
                timeout: 30 seconds
            """,
            """
            destinations.yaml:4:14: error: 'timeout' must be a duration such as 500ms, 30s, 5m or 7d
                timeout: 30 seconds
                         ^
            """
        ),
        Mistake(
            "a duration out of range",
            """
            destinations:
              stream:
                topic: t
                timeout: 2h
            """,
            """
            destinations.yaml:4:14: error: 'timeout' must be from 10ms to 1h
                timeout: 2h
                         ^
            """
        ),
        Mistake(
            "a duration or a word",
            """
            destinations:
              stream:
                topic: t
                give_up_after: sometimes
            """,
            """
            destinations.yaml:4:20: error: 'give_up_after' must be 'never' or a duration such as 500ms, 30s, \
            5m or 7d
                give_up_after: sometimes
                               ^
            """
        ),
        Mistake(
            "a size in no known unit",
            """
            destinations:
              stream:
                topic: t
                max_size: 64mb
            """,
            """
            destinations.yaml:4:15: error: 'max_size' must be a size such as 64KiB, 64MiB or 10GiB
                max_size: 64mb
                          ^
            """
        ),
        Mistake(
            "a size out of range",
            """
            destinations:
              stream:
                topic: t
                max_size: 2GiB
            """,
            """
            destinations.yaml:4:15: error: 'max_size' must be at least 1KiB and at most 1GiB
                max_size: 2GiB
                          ^
            """
        ),
        Mistake(
            "a choice misspelt",
            """
            destinations:
              stream:
                topic: t
                acks: leadr
            """,
            """
            destinations.yaml:4:11: error: 'acks' must be one of all, leader, none; did you mean 'leader'?
                acks: leadr
                      ^
            """
        ),
    ]
}
