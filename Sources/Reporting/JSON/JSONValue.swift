/// A JSON document to write. Members keep their order: people read reports too, and the same report has the same bytes.
indirect enum JSONValue {
    case null
    case bool(Bool)
    case integer(Int)
    /// With three decimals.
    case number(Double)
    case string(String)
    case array([JSONValue])
    /// A number of values, none of them plain, each made when it is written: a fleet has tens of thousands.
    case made(Int, (Int) -> JSONValue)
    case object(KeyValuePairs<String, JSONValue>)
    case members([(String, JSONValue)])

    static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
    static func optional(_ number: Int?) -> JSONValue { number.map(JSONValue.integer) ?? .null }
    static func each<Element>(_ elements: [Element], _ value: @escaping (Element) -> JSONValue) -> JSONValue {
        elements.isEmpty ? .array([]) : .made(elements.count) { value(elements[$0]) }
    }
    static func strings(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }

    /// The document, indented by two spaces, with a final line break. Arrays of plain values are on one line.
    var document: String {
        var text = ""
        writeDocument { text += $0 }
        return text
    }

    /// The same in pieces.
    func writeDocument(to output: (String) -> Void) {
        var text = ""
        write(to: &text, indentation: "") { text in
            guard text.utf8.count >= 32 << 10 else { return }
            output(text)
            text.removeAll(keepingCapacity: true)
        }
        output(text + "\n")
    }

    /// - Parameter release: called where the text written so far may be taken.
    private func write(to text: inout String, indentation: String, _ release: (inout String) -> Void) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .number(let value): text += Self.decimal(value)
        case .string(let value): text += "\"\(Escaping.json(value))\""
        case .array(let elements) where elements.allSatisfy(\.isPlain):
            text += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { text += ", " }
                element.write(to: &text, indentation: indentation, release)
            }
            text += "]"
        case .array(let elements):
            Self.write(elements, between: "[", "]", to: &text, indentation) { element, text, inner in
                element.write(to: &text, indentation: inner, release)
            }
        case .made(let count, let element):
            Self.write(0..<count, between: "[", "]", to: &text, indentation) { number, text, inner in
                element(number).write(to: &text, indentation: inner, release)
                release(&text)
            }
        case .object(let members):
            JSONValue.members(members.map { $0 }).write(to: &text, indentation: indentation, release)
        case .members(let members) where members.isEmpty: text += "{}"
        case .members(let members):
            Self.write(members, between: "{", "}", to: &text, indentation) { member, text, inner in
                text += "\"\(Escaping.json(member.0))\": "
                member.1.write(to: &text, indentation: inner, release)
            }
        }
    }

    private static func write<Element>(
        _ elements: some Collection<Element>, between open: String, _ close: String, to text: inout String,
        _ indentation: String, _ body: (Element, inout String, String) -> Void
    ) {
        let inner = indentation + "  "
        text += open
        for (index, element) in elements.enumerated() {
            text += (index > 0 ? ",\n" : "\n") + inner
            body(element, &text, inner)
        }
        text += "\n" + indentation + close
    }

    private var isPlain: Bool {
        switch self {
        case .null, .bool, .integer, .number, .string: true
        case .array, .made, .object, .members: false
        }
    }

    static func decimal(_ value: Double) -> String {
        guard let thousandths = Int(exactly: (value * 1000).rounded()), thousandths >= 0 else { return "0.000" }
        let fraction = String(thousandths % 1000)
        return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }
}
