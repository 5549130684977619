internal import DocumentReading
internal import SourceText

/// Reads pull secrets of the types `kubernetes.io/dockerconfigjson` and `kubernetes.io/dockercfg`, from manifests or the
/// output of `kubectl get secret -o yaml`, several in one stream or in a list.
enum KubernetesSecret {
    private static let content = [".dockerconfigjson": false, ".dockercfg": true]

    static func layers(in file: SourceFile) throws(CredentialFileError) -> [CredentialLayer] {
        var result: Result<[CredentialLayer], CredentialFileError> = .success([])
        DocumentReader.forEachDocument(in: file, limits: ReadingLimits(inputSize: 16 << 20)) { _, document in
            guard case .success(let known) = result else { return }
            do throws(CredentialFileError) {
                let tape: DocumentTape
                switch document {
                case .success(let read): tape = read
                case .failure(let error):
                    throw CredentialFileError(path: file.path, position: error.position, message: error.message)
                }
                guard let root = tape.root else { return }
                let objects = root["items"].map { $0.isSequence ? Array($0.elements) : [root] } ?? [root]
                var layers = known
                for object in objects { layers += try self.layers(of: object, file) }
                result = .success(layers)
            } catch {
                result = .failure(error)
            }
        }
        let layers = try result.get()
        guard !layers.isEmpty else {
            throw CredentialFileError(
                path: file.path, position: nil,
                message: "there is no Secret of type kubernetes.io/dockerconfigjson in it")
        }
        return layers
    }

    private static func layers(
        of object: TreeNode, _ file: SourceFile
    ) throws(CredentialFileError) -> [CredentialLayer] {
        guard object["kind"]?.text == "Secret" else { return [] }
        let name = object.at("metadata", "name")?.text
        let source = name.map { "\(file.path) (Secret \($0))" } ?? file.path
        var layers: [CredentialLayer] = []
        for (field, isEncoded) in [("data", true), ("stringData", false)] {
            guard let data = object[key: field], data.isMapping else { continue }
            for (key, isBare) in content.sorted(by: { $0.key < $1.key }) {
                guard let value = data[key: key], let text = value.text else { continue }
                let bytes = isEncoded ? Base64.decode(text.filter { !$0.isWhitespace }) : Array(text.utf8)
                guard let bytes else {
                    throw CredentialFileError(
                        path: file.path, position: value.position, message: "`\(key)` is not base64")
                }
                do {
                    let inner = SourceFile(path: file.path, bytes: bytes)
                    layers.append(
                        try CredentialLayer(inner, source: source, matching: .patterns, isBare: isBare))
                } catch {
                    // Positions inside the encoded text are useless to a reader of the file.
                    throw CredentialFileError(
                        path: file.path, position: value.position, message: "`\(key)`: \(error.message)")
                }
            }
        }
        return layers
    }
}
