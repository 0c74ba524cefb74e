/// The mistakes that a file can hold, and what is shown of each.
enum Mistakes {}
