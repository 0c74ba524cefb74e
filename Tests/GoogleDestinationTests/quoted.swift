import TestSupport

/// A text as a YAML value in double quotes, for which JSON's rules do.
func quoted(_ text: String) -> String { EventFactory.quoted(text) }
