package import HTTPTypes
internal import SourceText

/// The fields of a reply as they came, in their order. A reply has a dozen of which one or two are looked at: what is
/// not asked for costs no string.
package struct ReplyFields: Sendable {
    /// Where a field stands in `text`.
    struct Place: Sendable {
        var name: Range<Int>
        var value: Range<Int>
    }

    /// Names are tokens (RFC 9110, section 5.6.2), values hold no NUL and no line break.
    let text: [UInt8]
    let places: [Place]

    /// The value of the field, of several what they say together (RFC 9110, section 5.3); nil where there is none.
    package subscript(name: HTTPField.Name) -> String? {
        let values = self[values: name]
        return values.count > 1 ? values.joined(separator: ", ") : values.first
    }

    /// The values of all fields of that name.
    package subscript(values name: HTTPField.Name) -> [String] {
        var values: [String] = []
        for place in places where Self.isName(text[place.name], name) { values.append(value(of: name, place)) }
        return values
    }

    static func isName(_ text: ArraySlice<UInt8>, _ name: HTTPField.Name) -> Bool {
        let wanted = name.canonicalName.utf8
        return wanted.count == text.count
            && zip(wanted, text).allSatisfy { $0 == $1.lowercased }
    }

    private func value(of name: HTTPField.Name, _ place: Place) -> String {
        let bytes = text[place.value]
        return bytes.allSatisfy { $0 < 0x80 } ? String(decoding: bytes, as: UTF8.self) : field(name, place).value
    }

    private func field(_ name: HTTPField.Name, _ place: Place) -> HTTPField {
        HTTPField(name: name, lenientValue: text[place.value])
    }
}

extension ReplyFields: Sequence {
    package func makeIterator() -> IndexingIterator<[HTTPField]> {
        let fields = places.compactMap { place in
            HTTPField.Name(String(decoding: text[place.name], as: UTF8.self)).map { field($0, place) }
        }
        return fields.makeIterator()
    }
}

extension ReplyFields: ExpressibleByDictionaryLiteral {
    package init(_ fields: some Sequence<HTTPField>) {
        var text: [UInt8] = []
        func append(_ part: String) -> Range<Int> {
            let start = text.count
            text += part.utf8
            return start..<text.count
        }
        places = fields.map { Place(name: append($0.name.rawName), value: append($0.value)) }
        self.text = text
    }

    package init(dictionaryLiteral elements: (HTTPField.Name, String)...) {
        self.init(elements.map { HTTPField(name: $0, value: $1) })
    }
}
