extension ConfigurationMistakes {
    /// Kinds, names and what every destination takes.
    static let inDestinations = [
        ConfigurationMistake(
            "an unknown kind",
            """
            destinations:
              local: {kind: postgre, path: p, anything: 1}
            routes: [{to: local}]
            """,
            """
            destinations.yaml:2:17: error: 'kind' must be one of directory, postgres, sqlite, webhook; did \
            you mean 'postgres'?
              local: {kind: postgre, path: p, anything: 1}
                            ^
            """
        ),
        ConfigurationMistake(
            "a missing kind",
            """
            destinations:
              local: {path: p}
            routes: [{to: local}]
            """,
            """
            destinations.yaml:2:3: error: missing key 'kind' for a destination
              local: {path: p}
              ^
            """
        ),
        ConfigurationMistake(
            "a destination without anything",
            """
            destinations:
              local:
            routes: [{to: local}]
            """,
            """
            destinations.yaml:2:3: error: 'local' must be a mapping with a kind
              local:
              ^
            """
        ),
        ConfigurationMistake(
            "a destination that is no mapping",
            """
            destinations:
              local: sqlite
            routes: [{to: local}]
            """,
            """
            destinations.yaml:2:10: error: 'local' must be a mapping, found a string
              local: sqlite
                     ^
            """
        ),
        ConfigurationMistake(
            "a name that is none",
            """
            destinations:
              my lake: {kind: sqlite, path: p}
            routes: [{to: my lake}]
            """,
            """
            destinations.yaml:2:3: error: a destination's name is 1 to 64 letters, digits, '_' or '-'
              my lake: {kind: sqlite, path: p}
              ^
            """
        ),
        ConfigurationMistake(
            "an unknown key of a destination",
            """
            destinations:
              local:
                kind: sqlite
                path: p
                schema: terra
            routes:
              - to: local
            """,
            """
            destinations.yaml:5:5: error: unknown key 'schema' for a sqlite destination; known keys: backlog, \
            batch, concurrency, dead_letters, format, kind, order, path, rate, retry, timeout, versions
                schema: terra
                ^
            """
        ),
        ConfigurationMistake(
            "a missing key of a kind",
            """
            destinations:
              w: {kind: webhook, secret: whsec_abc}
            routes: [{to: w}]
            """,
            """
            destinations.yaml:2:3: error: missing key 'url' for a webhook destination
              w: {kind: webhook, secret: ***}
              ^
            """
        ),
        ConfigurationMistake(
            "a rate without sense",
            """
            destinations:
              local:
                kind: sqlite
                path: p
                rate: 100/d
            routes:
              - to: local
            """,
            """
            destinations.yaml:5:11: error: 'rate' must be events in a time, such as 100/s, 600/m or 5000/h
                rate: 100/d
                      ^
            """
        ),
        ConfigurationMistake(
            "a concurrency out of range",
            """
            destinations:
              local:
                kind: sqlite
                path: p
                concurrency: 0
            routes:
              - to: local
            """,
            """
            destinations.yaml:5:18: error: 'concurrency' must be from 1 to 64
                concurrency: 0
                             ^
            """
        ),
        ConfigurationMistake(
            "mistakes in a batch",
            """
            destinations:
              local:
                kind: sqlite
                path: p
                batch: {max_events: 0, max_size: 1B, max_age: 5, size: 3}
            routes:
              - to: local
            """,
            """
            destinations.yaml:5:25: error: 'max_events' must be from 1 to 100000
                batch: {max_events: 0, max_size: 1B, max_age: 5, size: 3}
                                    ^
            """,
            """
            destinations.yaml:5:38: error: 'max_size' must be at least 1KiB and at most 256MiB
                batch: {max_events: 0, max_size: 1B, max_age: 5, size: 3}
                                                 ^
            """,
            """
            destinations.yaml:5:51: error: 'max_age' must be a duration such as 500ms, 30s, 5m or 7d, found a \
            number without a unit
                batch: {max_events: 0, max_size: 1B, max_age: 5, size: 3}
                                                              ^
            """,
            """
            destinations.yaml:5:54: error: unknown key 'size' for a batch; known keys: max_age, max_events, \
            max_size
                batch: {max_events: 0, max_size: 1B, max_age: 5, size: 3}
                                                                 ^
            """
        ),
        ConfigurationMistake(
            "retries that shrink",
            """
            destinations:
              local:
                kind: sqlite
                path: p
                retry: {initial: 10s, max: 5s, give_up_after: 1}
            routes:
              - to: local
            """,
            """
            destinations.yaml:5:32: error: 'max' must not be shorter than 'initial'
                retry: {initial: 10s, max: 5s, give_up_after: 1}
                                           ^
            """,
            """
            destinations.yaml:5:51: error: 'give_up_after' must be 'never' or a duration such as 500ms, 30s, \
            5m or 7d, found a number without a unit
                retry: {initial: 10s, max: 5s, give_up_after: 1}
                                                              ^
            """
        ),
        ConfigurationMistake(
            "what this version cannot do",
            """
            destinations:
              local:
                kind: sqlite
                path: p
                format: fhir
            routes:
              - to: local
            """,
            """
            destinations.yaml:5:13: error: 'format' must be json: a sqlite destination takes payloads apart
                format: fhir
                        ^
            """
        ),
    ]
}
