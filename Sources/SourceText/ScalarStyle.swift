/// How a scalar is written in its file.
package enum ScalarStyle: String, Sendable, Hashable {
    case plain
    case singleQuoted
    case doubleQuoted
    case literal
    case folded
    /// A JSON string: double-quoted by JSON's rules, which are not YAML's.
    case json
}
