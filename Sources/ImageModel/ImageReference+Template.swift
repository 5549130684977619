extension ImageReference {
    /// Whether leftovers of a template stand in the text: what another tool was to fill in. Decided before the
    /// grammar, so that the message says so.
    ///
    /// Known are Go, Jinja and Mustache (`{{ x }}`, `{% x %}`, `[[ x ]]`), what Go prints for missing values
    /// (`<no value>`), shells, Kubernetes and Tekton (`$X`, `${X}`, `$(X)`), `<x>`, `%X%`, `@@X@@`, ko's import paths
    /// and values encrypted by SOPS. All of them hold characters that no reference has.
    package static func looksLikeTemplate(_ text: some StringProtocol) -> Bool { looksLikeTemplate(Array(text.utf8)) }

    static func looksLikeTemplate(_ bytes: [UInt8]) -> Bool {
        // Nearly all references have none of these.
        guard bytes.contains(where: mayBeginTemplate) || starts(bytes[...], with: "ko://") else { return false }
        if starts(bytes[...], with: "ko://") || starts(bytes[...], with: "ENC[") { return true }
        for (index, byte) in bytes.enumerated() where mayBeginTemplate(byte) {
            let rest = bytes[(index + 1)...]
            switch byte {
            case UInt8(ascii: "["):
                if rest.first == byte { return true }
            case UInt8(ascii: "$"):
                if let next = rest.first, next == UInt8(ascii: "(") || isNameStart(next) { return true }
            case UInt8(ascii: "<"):
                if rest.dropFirst().contains(UInt8(ascii: ">")) { return true }
            case UInt8(ascii: "%"):
                if isName(rest, closedBy: "%") { return true }
            case UInt8(ascii: "@"):
                if rest.first == byte, isName(rest.dropFirst(), closedBy: "@@") { return true }
            default: return true
            }
        }
        return false
    }

    private static func mayBeginTemplate(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "$"), UInt8(ascii: "<"),
            UInt8(ascii: "%"), UInt8(ascii: "@"):
            true
        default: false
        }
    }

    private static func isNameStart(_ byte: UInt8) -> Bool {
        byte.isUppercaseLetter || byte.isLowercaseLetter || byte == UInt8(ascii: "_")
    }

    private static func isName(_ bytes: ArraySlice<UInt8>, closedBy close: StaticString) -> Bool {
        guard let first = bytes.first, isNameStart(first) else { return false }
        return starts(bytes.drop { $0.isAlphanumeric || $0 == UInt8(ascii: "_") }, with: close)
    }

    private static func starts(_ bytes: ArraySlice<UInt8>, with prefix: StaticString) -> Bool {
        bytes.starts(with: prefix.description.utf8)
    }
}
