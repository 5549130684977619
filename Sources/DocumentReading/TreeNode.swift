package import SourceText

/// A place in a `DocumentTree`. Aliases are looked through: every accessor speaks of the node that the alias stands
/// for, at its place.
package struct TreeNode: Sendable {
    let tree: DocumentTree
    let index: Int
}
